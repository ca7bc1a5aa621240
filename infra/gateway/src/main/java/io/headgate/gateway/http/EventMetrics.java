package io.headgate.gateway.http;

import io.headgate.gateway.broker.KafkaSink;
import io.headgate.gateway.broker.SeenEvents;
import io.headgate.gateway.event.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of events, by topic; and what the gateway holds. */
public final class EventMetrics {
  private final MeterRegistry metrics;

  public EventMetrics(MeterRegistry metrics, KafkaSink kafka, SeenEvents seen) {
    this.metrics = metrics;
    Gauge.builder("headgate.gateway.held", kafka, KafkaSink::heldBytes)
        .description("What waits for Kafka's acknowledgement")
        .baseUnit("bytes")
        .register(metrics);
    Gauge.builder("headgate.gateway.remembered", seen, SeenEvents::size)
        .description("Event ids by which duplicates are known")
        .baseUnit("events")
        .register(metrics);
  }

  void record(String topic, Receipt receipt, int lost) {
    count(topic, "accepted", receipt.accepted() - receipt.duplicates());
    count(topic, "duplicate", receipt.duplicates());
    count(topic, "rejected", receipt.rejected());
    count(topic, "dead_lettered", receipt.deadLettered());
    count(topic, "not_acknowledged", lost);
  }

  /** Only topics of recorded pipelines come here, so callers cannot invent labels. */
  private void count(String topic, String outcome, int events) {
    if (events > 0) {
      Counter.builder("headgate.gateway.events")
          .description("Events that were sent to the gateway")
          .tag("topic", topic)
          .tag("outcome", outcome)
          .register(metrics)
          .increment(events);
    }
  }
}
