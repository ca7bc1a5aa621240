package io.headgate.streaming.host;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.registry.BatchProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** What Spark tells of the batches of a query. */
final class FinishedBatches {
  /** Is there only when a batch was run; a trigger that found nothing to do has none. */
  private static final String RUN = "addBatch";

  private FinishedBatches() {}

  /**
   * The newest batch.
   *
   * @param recent as Spark has them, the newest last
   */
  static Optional<BatchProgress> newest(List<StreamingQueryProgress> recent) {
    for (int i = recent.size() - 1; i >= 0; i--) {
      if (recent.get(i).durationMs().containsKey(RUN)) {
        return Optional.of(of(recent.get(i)));
      }
    }
    return Optional.empty();
  }

  private static BatchProgress of(StreamingQueryProgress progress) {
    Map<String, Duration> phases =
        progress.durationMs().entrySet().stream()
            .collect(toMap(Map.Entry::getKey, phase -> Duration.ofMillis(phase.getValue())));
    return new BatchProgress(
        progress.batchId(),
        Instant.parse(progress.timestamp()),
        phases,
        watermark(progress.eventTime().get("watermark")));
  }

  /** Before the first event it is the beginning of time, which tells nothing. */
  @Nullable
  private static Instant watermark(@Nullable String told) {
    return told == null || Instant.parse(told).equals(Instant.EPOCH) ? null : Instant.parse(told);
  }
}
