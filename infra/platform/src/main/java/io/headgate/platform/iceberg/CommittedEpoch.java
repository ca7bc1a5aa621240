package io.headgate.platform.iceberg;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apache.iceberg.Snapshot;

/** A micro-batch that a table holds. */
public record CommittedEpoch(EpochMarker marker, Snapshot snapshot) {
  public CommittedEpoch {
    requireNonNull(marker);
    requireNonNull(snapshot);
  }

  /** The batch that the query wrote as this snapshot; empty when it did not write it. */
  static Optional<CommittedEpoch> of(Snapshot snapshot, String query) {
    return EpochMarker.of(snapshot, query).map(marker -> new CommittedEpoch(marker, snapshot));
  }
}
