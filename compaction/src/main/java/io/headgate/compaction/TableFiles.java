package io.headgate.compaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** Reads from a table's metadata what the planner wants to know. */
final class TableFiles {
  private TableFiles() {}

  /** The partitions at the head of main that have files, by path. */
  static List<PartitionFiles> of(Table table) {
    Map<Long, Snapshot> snapshots = new HashMap<>();
    table.snapshots().forEach(each -> snapshots.put(each.sequenceNumber(), each));
    Map<String, List<FileFacts>> facts = new TreeMap<>();
    Map<String, DataFile> examples = new HashMap<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        String path = task.spec().partitionToPath(task.file().partition());
        facts
            .computeIfAbsent(path, key -> new ArrayList<>())
            .add(facts(task.file(), snapshots.get(task.file().fileSequenceNumber())));
        examples.putIfAbsent(path, task.file().copyWithoutStats());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StagedRows staged = new StagedRows(table);
    List<PartitionFiles> partitions = new ArrayList<>();
    facts.forEach(
        (path, files) -> {
          DataFile example = examples.get(path);
          PartitionSpec spec = table.specs().get(example.specId());
          partitions.add(
              new PartitionFiles(
                  path,
                  PartitionRows.of(spec, example.partition()),
                  TimeSlice.end(spec, example.partition()).orElse(null),
                  staged.wait(path),
                  files));
        });
    return partitions;
  }

  /** Expired snapshots are old enough, so nothing is lost when one is null. */
  private static FileFacts facts(DataFile file, Snapshot addedBy) {
    if (addedBy == null) {
      return new FileFacts(file.fileSizeInBytes(), null, null);
    }
    boolean rewritten = DataOperations.REPLACE.equals(addedBy.operation());
    return new FileFacts(
        file.fileSizeInBytes(),
        rewritten ? null : Instant.ofEpochMilli(addedBy.timestampMillis()),
        addedBy.summary().get(PartitionRewrite.LAYOUT));
  }
}
