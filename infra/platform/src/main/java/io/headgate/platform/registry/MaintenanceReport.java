package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What a job did to the files of a table; a dry run is none.
 *
 * @param dataset for example {@code raw.flights}
 * @param action for example {@code bin-pack}
 * @param outcome what became of it
 * @param why what the metadata say, or why it failed; no row contents
 * @param before of what the action works on: data files, manifests, snapshots or files that belong
 *     to no snapshot
 * @param after as before, unless it was done
 * @param startedAt when the job began with it
 * @param endedAt when it ended; with dataset and action it names the report
 */
public record MaintenanceReport(
    String dataset,
    String action,
    Outcome outcome,
    String why,
    Extent before,
    Extent after,
    Instant startedAt,
    Instant endedAt) {
  public MaintenanceReport {
    requireNonNull(dataset);
    requireNonNull(action);
    requireNonNull(outcome);
    requireNonNull(why);
    requireNonNull(before);
    requireNonNull(after);
    requireNonNull(startedAt);
    requireNonNull(endedAt);
  }

  /** What becomes of an action. */
  public enum Outcome {
    /** Not worth doing. */
    LEFT,
    DONE,
    /** Worth doing, and not done, or not all of it. */
    FAILED
  }

  /** How many there are, and their size in bytes; 0 where it is not counted. */
  public record Extent(long count, long bytes) {}
}
