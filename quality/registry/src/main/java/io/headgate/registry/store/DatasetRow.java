package io.headgate.registry.store;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.Partition.Timeliness;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Instant;
import javax.annotation.Nullable;

/** A dataset as it is stored. */
public record DatasetRow(
    String name,
    long pipelineId,
    String pipeline,
    Dataset.Kind kind,
    @Nullable Grain grain,
    @Nullable Instant frontier,
    long rowsIn,
    long rowsValid,
    long rowsQuarantined,
    long rowsFiltered,
    @Nullable Long lakeSnapshotId,
    @Nullable Long publishedSnapshotId,
    @Nullable Long publishedSequenceNumber,
    @Nullable Instant publishedAt,
    Instant createdAt) {

  /** Whether all of a partition's time has been read; false for a key that names no time. */
  boolean readPast(String partition) {
    return frontier != null
        && PartitionWindow.parse(partition)
            .filter(window -> !frontier.isBefore(window.end()))
            .isPresent();
  }

  Dataset answer() {
    return new Dataset(
        name,
        pipeline,
        kind,
        frontier,
        lakeSnapshotId,
        publishedSnapshotId,
        publishedSequenceNumber,
        publishedAt);
  }

  /** Whether a partition of it came in time; what names no time always does. */
  Timeliness timeliness(PartitionRow row, ServiceLevel level, Instant now) {
    return row.window()
        .map(window -> level.timeliness(window, completedAt(row, window), now))
        .orElse(Timeliness.ON_TIME);
  }

  @Nullable
  private Instant completedAt(PartitionRow row, PartitionWindow window) {
    if (kind != Dataset.Kind.RAW) {
      return row.firstPublishedAt();
    }
    return frontier != null && !frontier.isBefore(window.end()) ? window.end() : null;
  }
}
