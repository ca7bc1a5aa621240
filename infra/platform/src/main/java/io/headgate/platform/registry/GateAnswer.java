package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Whether a dataset, or one partition of it, may be read now, and why.
 *
 * @param dataset for example {@code rollup.flights_by_origin_daily}
 * @param partition partition key, or null for the dataset as a whole
 * @param open whether readers may read
 * @param delayed whether the dataset is late for its SLA; told with the answer, shuts nothing
 * @param snapshotId Iceberg snapshot that readers see, or null when nothing was published
 * @param asOf when the registry decided
 * @param qualityScore weighted share of passed checks in [0, 1], or null when never checked
 * @param arithmetic how the score came about, in words; null when never checked
 * @param reasons why the gate is shut; an open dataset tells here which of its partitions are
 *     quarantined, while readers keep the last good state
 */
public record GateAnswer(
    String dataset,
    @Nullable String partition,
    boolean open,
    boolean delayed,
    @Nullable Long snapshotId,
    Instant asOf,
    @Nullable Double qualityScore,
    @Nullable String arithmetic,
    List<Reason> reasons) {

  public GateAnswer {
    requireNonNull(dataset);
    requireNonNull(asOf);
    reasons = List.copyOf(reasons);
  }

  /**
   * One reason.
   *
   * @param code stable name, for example {@code NOT_PUBLISHED}
   * @param text what a person reads
   * @param since when it began to hold
   */
  public record Reason(String code, String text, Instant since) {}
}
