package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Where and when, without the bytes.
 *
 * @param brokerAt the record's timestamp in Kafka, by which it is known again there
 */
record LetterPlace(Position position, Instant brokerAt, Instant failedAt) {
  LetterPlace {
    requireNonNull(position);
    requireNonNull(brokerAt);
    requireNonNull(failedAt);
  }

  static LetterPlace of(DeadLetter letter) {
    return new LetterPlace(letter.position(), letter.brokerAt(), letter.failedAt());
  }
}
