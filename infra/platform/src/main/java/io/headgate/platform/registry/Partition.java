package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * One slice of a dataset.
 *
 * @param dataset dataset name
 * @param partitionKey for example {@code event_date=2026-11-12}, {@code 2026-11-12T05}
 * @param state where it is in its life
 * @param version counts its transitions; a step that names it is refused once another was taken
 * @param timeliness whether it came in time for the contract's SLA
 * @param rowCount rows that it holds, or null when it was never written
 * @param qualityScore weighted share of passed checks, or null when never checked
 * @param arithmetic how the score came about; null when never checked
 * @param runKey the run that decided its state, or null
 * @param refreshedAt when its rows or state last changed
 * @param storagePath URI of the table that holds it, or null when the catalog knows none
 * @param checks outcome of every check
 */
public record Partition(
    String dataset,
    String partitionKey,
    PartitionState state,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long version,
    Timeliness timeliness,
    @Nullable Long rowCount,
    @Nullable Double qualityScore,
    @Nullable String arithmetic,
    @Nullable String runKey,
    Instant refreshedAt,
    @Nullable String storagePath,
    List<CheckResult> checks) {
  public Partition {
    requireNonNull(dataset);
    requireNonNull(partitionKey);
    requireNonNull(state);
    requireNonNull(timeliness);
    requireNonNull(refreshedAt);
    checks = List.copyOf(checks);
  }

  /** Whether a partition met its SLA. */
  public enum Timeliness {
    ON_TIME,
    LATE
  }
}
