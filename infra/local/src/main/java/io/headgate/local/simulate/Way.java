package io.headgate.local.simulate;

/** How events get into Kafka. */
public enum Way {
  /** As of a producer without a Kafka client. */
  GATEWAY,
  KAFKA
}
