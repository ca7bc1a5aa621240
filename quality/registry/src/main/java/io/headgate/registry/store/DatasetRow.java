package io.headgate.registry.store;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Dataset;
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
}
