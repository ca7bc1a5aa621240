package io.headgate.compaction;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.actions.RewriteDataFilesSparkAction;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Rewrites a partition in one commit, all of it or nothing.
 *
 * @param session without a wap id
 * @param table as the plan saw it
 * @param layout what to make
 * @param sizes which sizes the files should have
 */
record PartitionRewrite(SparkSession session, Table table, Layout layout, FileSizes sizes) {
  /** Snapshot summary key of the {@link Layout}. */
  static final String LAYOUT = "headgate.layout";

  /** Snapshot summary key that tells a commit of unknown outcome from others. */
  private static final String REWRITE_ID = "headgate.rewrite-id";

  private static final int MOST_WORDS = 200;

  /**
   * Does what the plan decided. Leaves the table refreshed.
   *
   * @throws HeadgateException when another writer changed the same files meanwhile, or the outcome
   *     of the commit is unknown
   */
  PartitionReport run(Decision decision) {
    String id = UUID.randomUUID().toString();
    String partition = decision.files().partition();
    try {
      action(decision, id).execute();
    } catch (RuntimeException e) {
      if (has(e, ValidationException.class) || has(e, CommitFailedException.class)) {
        table.refresh();
        throw changedMeanwhile(
            partition,
            "another writer has changed the same files meanwhile (%s)".formatted(words(e)),
            e);
      }
      if (!has(e, CommitStateUnknownException.class) && !has(e, UncheckedSQLException.class)) {
        throw e;
      }
      return report(decision, afterUnknownOutcome(partition, id, e));
    }
    table.refresh();
    return report(
        decision,
        committed(id)
            .orElseThrow(
                () ->
                    changedMeanwhile(
                        partition,
                        "the plan chose its files, and the rewrite found none of them worth it",
                        null)));
  }

  private RewriteDataFilesSparkAction action(Decision decision, String id) {
    return layout
        .arrange(session, table)
        .filter(decision.files().rows())
        .options(options())
        .snapshotProperty(LAYOUT, layout.toString())
        .snapshotProperty(REWRITE_ID, id);
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>(sizes(sizes));
    options.put(RewriteDataFiles.PARTIAL_PROGRESS_ENABLED, "false");
    options.put(
        BinPackRewriteFilePlanner.MIN_INPUT_FILES, String.valueOf(FilePlanner.ENOUGH_FILES));
    if (layout.strategy() != Strategy.BIN_PACK) {
      options.put(BinPackRewriteFilePlanner.REWRITE_ALL, "true");
    }
    return options;
  }

  /** Iceberg's options for files of these sizes. */
  static Map<String, String> sizes(FileSizes sizes) {
    return Map.of(
        BinPackRewriteFilePlanner.TARGET_FILE_SIZE_BYTES, String.valueOf(sizes.target()),
        BinPackRewriteFilePlanner.MIN_FILE_SIZE_BYTES, String.valueOf(sizes.smallest()),
        BinPackRewriteFilePlanner.MAX_FILE_SIZE_BYTES, String.valueOf(sizes.largest()));
  }

  private Optional<Snapshot> committed(String id) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (id.equals(snapshot.summary().get(REWRITE_ID))) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  private Snapshot afterUnknownOutcome(String partition, String id, RuntimeException failure) {
    Optional<Snapshot> found;
    try {
      table.refresh();
      found = committed(id);
    } catch (UncheckedSQLException e) {
      failure.addSuppressed(e);
      found = Optional.empty();
    }
    return found.orElseThrow(
        () ->
            new HeadgateException(
                ExitCode.OUTCOME_UNKNOWN,
                "Cannot tell whether %s of %s was rewritten: the catalog did not acknowledge the commit (%s). Run it again: either way the rows are the same, and a partition that was rewritten is left alone."
                    .formatted(partition, table.name(), failure.getMessage()),
                failure));
  }

  private PartitionReport report(Decision decision, Snapshot rewrite) {
    Map<String, String> summary = rewrite.summary();
    long rows = count(summary, SnapshotSummary.ADDED_RECORDS_PROP);
    long rowsBefore = count(summary, SnapshotSummary.DELETED_RECORDS_PROP);
    PartitionFiles files = decision.files();
    if (rows != rowsBefore) {
      throw new HeadgateException(
          ExitCode.BUG,
          "Cannot vouch for %s of %s: snapshot %d put %d rows in the place of %d. Stop maintenance and roll main back to snapshot %s, which still has every file."
              .formatted(
                  files.partition(),
                  table.name(),
                  rewrite.snapshotId(),
                  rows,
                  rowsBefore,
                  rewrite.parentId()));
    }
    long added = count(summary, SnapshotSummary.ADDED_FILES_PROP);
    long removed = count(summary, SnapshotSummary.DELETED_FILES_PROP);
    return new PartitionReport(
        files.partition(),
        decision.reason(),
        files.files().size(),
        Math.toIntExact(files.files().size() - removed + added),
        files.bytes(),
        files.bytes()
            - count(summary, SnapshotSummary.REMOVED_FILE_SIZE_PROP)
            + count(summary, SnapshotSummary.ADDED_FILE_SIZE_PROP),
        rows,
        rewrite.snapshotId(),
        null);
  }

  private static long count(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }

  private HeadgateException changedMeanwhile(String partition, String reason, Throwable cause) {
    return new HeadgateException(
        ExitCode.NOT_READY,
        "Cannot rewrite %s of %s: %s. Nothing is lost; run it again."
            .formatted(partition, table.name(), reason),
        cause);
  }

  /** Iceberg's words for a conflict name every file; the first few tell enough. */
  private static String words(Throwable conflict) {
    Throwable root = conflict;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = String.valueOf(root.getMessage());
    return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + "...";
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
