package io.headgate.gateway.event;

import static java.util.Objects.requireNonNull;

import io.headgate.http.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Events of one topic that came together.
 *
 * @param schemaVersion version of the schema in which they are written; null for the latest
 * @param events those that have all that an event needs
 * @param errors the others
 */
public record IncomingBatch(
    String topic,
    @Nullable Integer schemaVersion,
    List<IncomingEvent> events,
    List<EventError> errors) {
  public static final int MOST_EVENTS = 1_000;

  public IncomingBatch {
    requireNonNull(topic);
    events = List.copyOf(events);
    errors = List.copyOf(errors);
  }

  /** How many events were sent. */
  public int size() {
    return events.size() + errors.size();
  }

  static void requireSize(int events) {
    if (events > MOST_EVENTS) {
      throw new Problem(
          413,
          "Too many events",
          String.format(
              Locale.ROOT,
              "The batch has %,d events, and %,d are taken at a time. Send less at a time.",
              events,
              MOST_EVENTS),
          Map.of("largest_batch", MOST_EVENTS));
    }
  }
}
