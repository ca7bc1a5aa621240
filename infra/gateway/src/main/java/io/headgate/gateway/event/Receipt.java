package io.headgate.gateway.event;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What became of a batch. Every event is counted once in {@code accepted}, {@code rejected} or
 * {@code deadLettered}; those and no others are in Kafka that are accepted or dead-lettered.
 *
 * @param duplicates how many of them are in Kafka since an earlier call
 * @param receivedAt the server's time, which is the timestamp of its records
 */
public record Receipt(
    int accepted,
    int rejected,
    int deadLettered,
    int duplicates,
    Instant receivedAt,
    List<EventError> errors) {
  public Receipt {
    errors = errors.stream().sorted(Comparator.comparingInt(EventError::index)).toList();
  }
}
