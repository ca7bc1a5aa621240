package io.headgate.streaming.aggregate;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.source.EventTally;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/**
 * What one batch of an aggregate has read and written.
 *
 * @param queryId Spark's id of the checkpoint
 * @param offsets without the empty ones
 * @param windows rows that were written
 * @param duplicates events that were left out for their id
 */
record WindowBatch(
    String queryId,
    long epoch,
    List<OffsetRange> offsets,
    EventTally tally,
    long windows,
    long duplicates,
    @Nullable Instant watermark) {

  /** As the ledger keeps it; an aggregate quarantines nothing, raw does. */
  LedgerRow row(
      String query,
      String aggregate,
      PipelineVersion pipeline,
      Instant startedAt,
      Instant committedAt) {
    return new LedgerRow(
        query,
        queryId,
        epoch,
        aggregate,
        pipeline.contract().name(),
        pipeline.version(),
        offsets,
        tally.records(),
        windows,
        0,
        tally.filtered(),
        tally.late(),
        duplicates,
        Map.of(),
        Map.of(),
        Map.of(),
        lateRows(),
        Map.of(),
        null,
        null,
        watermark,
        startedAt,
        committedAt);
  }

  /** By the start of the window, as an instant. */
  private Map<String, Long> lateRows() {
    return tally.lateWindows().entrySet().stream()
        .collect(
            Collectors.toMap(
                window -> Instant.EPOCH.plus(window.getKey(), ChronoUnit.MICROS).toString(),
                Map.Entry::getValue));
  }
}
