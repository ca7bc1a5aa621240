package io.headgate.gateway.event;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * An event as it goes to Kafka.
 *
 * @param event as it came
 * @param eventId by which it is told from others; null for a schema without one
 * @param value schema id and datum, as on the wire
 * @param deadLetter why the stream will dead-letter it; null for one that is valid as far as can be
 *     judged here
 */
@SuppressWarnings("ArrayRecordComponent")
public record PreparedEvent(
    IncomingEvent event, @Nullable String eventId, byte[] value, @Nullable EventError deadLetter) {
  public PreparedEvent {
    requireNonNull(event);
    requireNonNull(value);
  }

  /** What it takes in the producer's memory, roughly. */
  public long bytes() {
    return value.length + 2L * event.partitionKey().length() + 200;
  }
}
