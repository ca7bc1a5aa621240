package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * What became of one partition that the planner chose.
 *
 * @param partition its path
 * @param reason why it was chosen
 * @param filesBefore data files that it had
 * @param filesAfter data files that it has; as before when it was not rewritten
 * @param bytesBefore their size
 * @param bytesAfter their size
 * @param rows rows that were rewritten
 * @param snapshotId the rewrite's snapshot, or null when it was not rewritten
 * @param failure why it was not rewritten; null when it was, or was not meant to be
 */
public record PartitionReport(
    String partition,
    String reason,
    int filesBefore,
    int filesAfter,
    long bytesBefore,
    long bytesAfter,
    long rows,
    @Nullable Long snapshotId,
    @Nullable String failure) {
  public PartitionReport {
    requireNonNull(partition);
    requireNonNull(reason);
  }

  /** A partition that stays as it is. */
  static PartitionReport unchanged(Decision decision, @Nullable String failure) {
    PartitionFiles files = decision.files();
    return new PartitionReport(
        files.partition(),
        decision.reason(),
        files.files().size(),
        files.files().size(),
        files.bytes(),
        files.bytes(),
        0,
        null,
        failure);
  }
}
