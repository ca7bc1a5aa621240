package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What the topics that letters came from tell about them.
 *
 * @param partitions those that exist now
 * @param attempts the newest attempt that was sent, by the original's position
 * @param copies the letters that their topic still has
 */
record SourceTrail(
    Set<TopicPartition> partitions, Map<Position, Integer> attempts, Map<Position, Copy> copies) {
  SourceTrail {
    partitions = Set.copyOf(partitions);
    attempts = Map.copyOf(attempts);
    copies = Map.copyOf(copies);
  }

  /**
   * What the topic knows of a record that the table may not.
   *
   * @param headers in their order
   * @param emptyValue whether the value has no bytes, and is not null
   */
  record Copy(List<Header> headers, boolean emptyValue) {
    Copy {
      requireNonNull(headers);
      headers = List.copyOf(headers);
    }
  }

  /** The letter's headers; empty when neither the table nor the topic has them. */
  Optional<List<Header>> headers(DeadLetter letter) {
    return Optional.ofNullable(letter.headers())
        .or(() -> Optional.ofNullable(copies.get(letter.position())).map(Copy::headers));
  }

  Optional<ReplayMark> mark(DeadLetter letter) {
    return headers(letter).flatMap(ReplayMark::of);
  }

  /** The letter's value to the byte: a table may keep null for an empty value. */
  Optional<byte[]> value(DeadLetter letter) {
    Copy copy = copies.get(letter.position());
    return letter
        .valueBytes()
        .or(() -> copy != null && copy.emptyValue() ? Optional.of(new byte[0]) : Optional.empty());
  }
}
