package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

/**
 * What the planner makes of one partition.
 *
 * @param files the partition
 * @param verdict what to do
 * @param reason why, in words
 */
public record Decision(PartitionFiles files, Verdict verdict, String reason) {
  public Decision {
    requireNonNull(files);
    requireNonNull(verdict);
    requireNonNull(reason);
  }

  /** What to do with a partition. */
  public enum Verdict {
    /** Rewrite it. */
    REWRITE,
    /** Nothing to gain. */
    GOOD,
    /** It would gain, but the time that it covers is not over. */
    OPEN,
    /** It would gain, but its rows are too new. */
    YOUNG,
    /**
     * It would gain, but a run has staged rows for it, which a rewrite would make unpublishable.
     */
    STAGED
  }
}
