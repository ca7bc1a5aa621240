package io.headgate.compaction;

import io.headgate.compaction.UpkeepReport.Extent;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Removes files under the table's location that none of its snapshots, and none of its metadata
 * files, refers to: what killed writers left. A file younger than the limit stays, since a commit
 * may be about to take it.
 *
 * @param table freshly loaded
 * @param olderThan at least {@link #LEAST}
 * @param stillMaintainer throws when another job may maintain the table by now
 */
record OrphanUpkeep(
    SparkSession session,
    String dataset,
    Table table,
    Duration olderThan,
    Runnable stillMaintainer,
    Clock clock)
    implements Upkeep {
  /** No writer of ours takes so long between a file and its commit. */
  static final Duration LEAST = Duration.ofDays(1);

  private static final int FILES_PER_STEP = 1000;

  OrphanUpkeep {
    if (olderThan.compareTo(LEAST) < 0) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot remove orphans of %s: files of %s ago may belong to a commit that is under way. Give --orphans-older-than %s or more."
              .formatted(dataset, olderThan, LEAST));
    }
  }

  @Override
  public UpkeepReport run(boolean dryRun) {
    List<String> orphans = orphans();
    Extent before = new Extent(orphans.size(), bytes(orphans));
    String why =
        "%d files older than %s belong to no snapshot".formatted(orphans.size(), olderThan);
    if (orphans.isEmpty()) {
      return UpkeepReport.left(dataset, UpkeepKind.ORPHANS, why, before);
    }
    if (dryRun) {
      return UpkeepReport.planned(
          dataset, UpkeepKind.ORPHANS, why + ", for example " + orphans.get(0), before);
    }
    for (int from = 0; from < orphans.size(); from += FILES_PER_STEP) {
      stillMaintainer.run();
      orphans.subList(from, Math.min(orphans.size(), from + FILES_PER_STEP)).forEach(this::remove);
    }
    return UpkeepReport.done(dataset, UpkeepKind.ORPHANS, why, before, Extent.NONE);
  }

  /** Found by Iceberg, which lists the store before it reads the metadata. */
  private List<String> orphans() {
    List<String> found = Collections.synchronizedList(new ArrayList<>());
    SparkActions.get(session)
        .deleteOrphanFiles(table)
        .olderThan(clock.instant().minus(olderThan).toEpochMilli())
        // Hadoop, which lists by default, is not set up for the buckets that the lake's own IO
        // knows.
        .usePrefixListing(table.location().startsWith("s3"))
        .deleteWith(found::add)
        .execute();
    return found.stream().sorted().toList();
  }

  private void remove(String file) {
    try {
      table.io().deleteFile(file);
    } catch (NotFoundException e) {
      // Gone is what it should be.
    }
  }

  private long bytes(List<String> files) {
    return files.stream().mapToLong(file -> table.io().newInputFile(file).getLength()).sum();
  }
}
