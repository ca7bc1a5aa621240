package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.MaintenanceReport;
import java.time.Instant;
import java.util.Locale;
import javax.annotation.Nullable;

/**
 * What became of one kind of upkeep of a table.
 *
 * @param dataset for example {@code raw.flights}
 * @param action what it is about
 * @param outcome what became of it
 * @param why what the metadata say, or why it failed
 * @param before of what it works on: data files, manifests, snapshots or unreferenced files
 * @param after as before, unless it was done
 * @param failure how the failure counts; null when there was none
 */
public record UpkeepReport(
    String dataset,
    String action,
    Outcome outcome,
    String why,
    Extent before,
    Extent after,
    @Nullable ExitCode failure) {
  public UpkeepReport {
    requireNonNull(dataset);
    requireNonNull(action);
    requireNonNull(outcome);
    requireNonNull(why);
    requireNonNull(before);
    requireNonNull(after);
  }

  /** What becomes of it. */
  public enum Outcome {
    /** Not worth doing. */
    LEFT,
    /** Worth doing; a dry run only tells. */
    PLANNED,
    /** Done. */
    DONE,
    /** Worth doing, and not done, or not all of it. */
    FAILED;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How much there is.
   *
   * @param count files, manifests or snapshots
   * @param bytes their size; for snapshots that of their manifest lists is not counted: 0
   */
  public record Extent(long count, long bytes) {
    static final Extent NONE = new Extent(0, 0);
  }

  /** As the registry is told what was done. */
  MaintenanceReport told(Instant startedAt, Instant endedAt) {
    return new MaintenanceReport(
        dataset,
        action,
        switch (outcome) {
          case LEFT, PLANNED -> MaintenanceReport.Outcome.LEFT;
          case DONE -> MaintenanceReport.Outcome.DONE;
          case FAILED -> MaintenanceReport.Outcome.FAILED;
        },
        why,
        new MaintenanceReport.Extent(before.count(), before.bytes()),
        new MaintenanceReport.Extent(after.count(), after.bytes()),
        startedAt,
        endedAt);
  }

  static UpkeepReport left(String dataset, UpkeepKind action, String why, Extent extent) {
    return new UpkeepReport(dataset, action.toString(), Outcome.LEFT, why, extent, extent, null);
  }

  static UpkeepReport planned(String dataset, UpkeepKind action, String why, Extent extent) {
    return new UpkeepReport(dataset, action.toString(), Outcome.PLANNED, why, extent, extent, null);
  }

  static UpkeepReport done(
      String dataset, UpkeepKind action, String why, Extent before, Extent after) {
    return new UpkeepReport(dataset, action.toString(), Outcome.DONE, why, before, after, null);
  }

  static UpkeepReport failed(
      String dataset,
      UpkeepKind action,
      String why,
      Extent before,
      Extent after,
      ExitCode failure) {
    return new UpkeepReport(
        dataset, action.toString(), Outcome.FAILED, why, before, after, requireNonNull(failure));
  }

  static UpkeepReport failed(String dataset, String action, HeadgateException failure) {
    return new UpkeepReport(
        dataset,
        action,
        Outcome.FAILED,
        failure.getMessage(),
        Extent.NONE,
        Extent.NONE,
        failure.exitCode());
  }
}
