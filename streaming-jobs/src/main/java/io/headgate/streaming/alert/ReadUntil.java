package io.headgate.streaming.alert;

import io.headgate.streaming.kafka.TopicFacts;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * Up to which time everything that came to Kafka has been read: a stream that lags must not be
 * taken for silence. Not thread-safe.
 */
final class ReadUntil {
  private Instant until = Instant.EPOCH;
  @Nullable private TopicFacts awaited;

  /**
   * @param now what the brokers said just now
   */
  Instant of(AlertStream stream, TopicFacts now) {
    if (awaited != null && stream.hasRead(awaited.ends())) {
      until = awaited.asked();
      awaited = null;
    }
    if (stream.hasRead(now.ends())) {
      until = now.asked();
      awaited = null;
    } else if (awaited == null) {
      awaited = now;
    }
    return until;
  }
}
