package io.headgate.streaming.raw;

import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.iceberg.Frontier;
import io.headgate.streaming.kafka.KnownTopics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** What raw's snapshots carry of a batch beside its offsets. */
final class RawNotes {
  private static final String TOPICS = "topics";
  private static final String ATTEMPT = "attempt";

  private RawNotes() {}

  /**
   * @param attempt tells who committed the batch when several tried
   */
  static Map<String, String> of(
      BatchTally tally, Frontier frontier, KnownTopics topics, String attempt) {
    return Map.of(
        BatchTally.NOTE,
        tally.json(),
        Frontier.NOTE,
        frontier.json(),
        TOPICS,
        topics.json(),
        ATTEMPT,
        attempt);
  }

  static BatchTally tally(EpochMarker marker) {
    return marker
        .note(BatchTally.NOTE)
        .map(BatchTally::parse)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Epoch %d of %s has no tally".formatted(marker.epoch(), marker.query())));
  }

  static Frontier frontier(EpochMarker marker) {
    return marker.note(Frontier.NOTE).map(Frontier::parse).orElse(Frontier.UNKNOWN);
  }

  static Optional<NavigableMap<String, String>> topics(EpochMarker marker) {
    return marker.note(TOPICS).map(KnownTopics::parse);
  }

  static boolean isOf(EpochMarker marker, String attempt) {
    return marker.note(ATTEMPT).filter(attempt::equals).isPresent();
  }
}
