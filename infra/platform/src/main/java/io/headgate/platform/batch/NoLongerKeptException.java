package io.headgate.platform.batch;

import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A run would read days that retention has removed from raw. Rows made of what has come since would
 * take the place of those that were made of all events.
 */
public final class NoLongerKeptException extends HeadgateException {
  private static final long serialVersionUID = 1L;

  private final String dataset;
  private final long snapshotId;

  /**
   * @param snapshotId the newest change of what would be read
   */
  NoLongerKeptException(String dataset, Span span, RemovedPartitions removed, long snapshotId) {
    super(ExitCode.BAD_CONFIGURATION, message(dataset, span, removed));
    this.dataset = dataset;
    this.snapshotId = snapshotId;
  }

  private static String message(String dataset, Span span, RemovedPartitions removed) {
    LocalDate first = LocalDate.ofInstant(removed.until(), ZoneOffset.UTC);
    return "Cannot read %s for %s: its events of %s are no longer kept (retention.raw: %s), and what has come of them since is not all. What is published stays; take windows that read nothing before %s."
        .formatted(dataset, span, span.dates().get(0), removed.kept(), first);
  }

  String dataset() {
    return dataset;
  }

  /** The newest change of the dataset that the run would have read. */
  long snapshotId() {
    return snapshotId;
  }
}
