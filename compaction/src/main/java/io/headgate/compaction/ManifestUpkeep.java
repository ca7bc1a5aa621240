package io.headgate.compaction;

import io.headgate.compaction.UpkeepReport.Extent;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Makes few manifests of many, with partitions that are next to each other in the same one, so that
 * a query opens few of them. Done by the driver, by Iceberg's own commit: Spark's action removes
 * the new manifests when the acknowledgement of their commit is lost.
 *
 * @param table freshly loaded
 */
record ManifestUpkeep(String dataset, Table table) implements Upkeep {
  /** Fewer are opened in no time. */
  static final int ENOUGH_MANIFESTS = 10;

  private static final String REWRITE_ID = "headgate.manifest-rewrite-id";

  @Override
  public UpkeepReport run(boolean dryRun) {
    Extent before = extent();
    int needed = needed(before.bytes());
    if (before.count() < ENOUGH_MANIFESTS || before.count() < 2L * needed) {
      return UpkeepReport.left(
          dataset,
          UpkeepKind.MANIFESTS,
          "%d manifests, and %d would do".formatted(before.count(), needed),
          before);
    }
    String why = "%d manifests where %d would do".formatted(before.count(), needed);
    if (dryRun) {
      return UpkeepReport.planned(dataset, UpkeepKind.MANIFESTS, why, before);
    }
    rewrite(needed);
    return UpkeepReport.done(dataset, UpkeepKind.MANIFESTS, why, before, extent());
  }

  private void rewrite(int needed) {
    Map<String, Integer> groups = groups(needed);
    String id = UUID.randomUUID().toString();
    RewriteManifests rewrite =
        table
            .rewriteManifests()
            .clusterBy(
                file ->
                    groups.getOrDefault(
                        table.specs().get(file.specId()).partitionToPath(file.partition()), 0))
            .set(REWRITE_ID, id);
    try {
      rewrite.commit();
    } catch (CommitFailedException | ValidationException e) {
      table.refresh();
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot rewrite the manifests of %s: other writers came first each time (%s). Nothing is lost; run it again."
              .formatted(dataset, e.getMessage()),
          e);
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      table.refresh();
      if (!committed(id)) {
        throw new HeadgateException(
            ExitCode.OUTCOME_UNKNOWN,
            "Cannot tell whether the manifests of %s were rewritten: the catalog did not acknowledge the commit (%s). Run it again: the rows are the same either way."
                .formatted(dataset, e.getMessage()),
            e);
      }
    }
    table.refresh();
  }

  private boolean committed(String id) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (id.equals(snapshot.summary().get(REWRITE_ID))) {
        return true;
      }
    }
    return false;
  }

  /** Which manifest each partition goes to: in order, and each with as many files. */
  private Map<String, Integer> groups(int needed) {
    SortedMap<String, Long> files = new TreeMap<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files.merge(task.spec().partitionToPath(task.file().partition()), 1L, Long::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inOrder(files, needed);
  }

  static Map<String, Integer> inOrder(SortedMap<String, Long> files, int groups) {
    long all = files.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Integer> chosen = new TreeMap<>();
    long seen = 0;
    for (Map.Entry<String, Long> partition : files.entrySet()) {
      chosen.put(partition.getKey(), Math.toIntExact(seen * groups / all));
      seen += partition.getValue();
    }
    return chosen;
  }

  private int needed(long bytes) {
    long target =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    return Math.toIntExact(Math.max(1, (bytes + target - 1) / target));
  }

  private Extent extent() {
    List<ManifestFile> manifests =
        table.currentSnapshot() == null
            ? List.of()
            : table.currentSnapshot().dataManifests(table.io());
    return new Extent(
        manifests.size(),
        StreamSupport.stream(manifests.spliterator(), false).mapToLong(ManifestFile::length).sum());
  }
}
