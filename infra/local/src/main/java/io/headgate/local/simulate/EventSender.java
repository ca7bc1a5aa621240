package io.headgate.local.simulate;

import java.util.List;

/** A way for events into Kafka. */
interface EventSender extends AutoCloseable {
  /** Sends events in their order; returns when more may come. */
  void send(List<SimulatedEvent> events) throws InterruptedException;

  /**
   * Returns when all that was sent has arrived.
   *
   * @throws io.headgate.platform.job.HeadgateException when something did not
   */
  void flush();

  /** What the other side said of it, for people; empty when it says nothing. */
  String answered();

  @Override
  void close();
}
