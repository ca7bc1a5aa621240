package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Whether a dataset, or one partition of it, may be read now, and why.
 *
 * @param dataset for example {@code rollup.flights_by_origin_daily}
 * @param partition partition key, or null for the dataset as a whole
 * @param open whether readers may read
 * @param delayed whether the dataset, or the partition asked for, is late for its SLA; shuts the
 *     gate of the dataset only where the contract says so
 * @param snapshotId Iceberg snapshot that readers see, or null when nothing was published
 * @param asOf when the registry decided
 * @param qualityScore weighted share of passed checks in [0, 1], or null when never checked
 * @param arithmetic how the score came about, in words; null when never checked
 * @param reasons why the gate is shut, and what else a reader should know; none of those of an open
 *     gate {@link Reason#shuts}
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
  private static final Set<String> HOLDS = Set.of("HELD", "INCIDENT");

  public GateAnswer {
    requireNonNull(dataset);
    requireNonNull(asOf);
    reasons = List.copyOf(reasons);
  }

  /** Those that keep the gate shut; none when it is open. */
  public List<Reason> shutting() {
    return reasons.stream().filter(Reason::shuts).toList();
  }

  /** What shuts it because of the data; holds of people and of incidents are left out. */
  public List<Reason> faults() {
    return shutting().stream().filter(reason -> !HOLDS.contains(reason.code())).toList();
  }

  /**
   * One reason.
   *
   * @param code stable name, for example {@code NOT_PUBLISHED}
   * @param text what a person reads
   * @param since when it began to hold
   * @param remedy what a person can do about it, or null when there is nothing to be done
   * @param shuts whether it keeps the gate shut; else it is only told
   */
  public record Reason(
      String code,
      String text,
      Instant since,
      @Nullable String remedy,
      @JsonSetter(nulls = Nulls.AS_EMPTY) boolean shuts) {
    public Reason {
      requireNonNull(code);
      requireNonNull(text);
      requireNonNull(since);
    }
  }
}
