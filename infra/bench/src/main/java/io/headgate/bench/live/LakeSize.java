package io.headgate.bench.live;

import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.stack.BenchStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;

/**
 * How much a table of the lake has become, against what its commits explain.
 *
 * <p>Data files: at most one per batch, task and day. Metadata files: the newest 51 versions of the
 * table (50 previous ones are kept), and per snapshot one list of manifests, one new manifest, and
 * one more whenever manifests are merged, which is every hundredth time.
 *
 * @param dataFiles live
 * @param dataFilesAtMost by the formula
 * @param metadataFiles in the table's folder
 * @param metadataFilesAtMost by the formula
 */
public record LakeSize(
    int snapshots,
    int dataFiles,
    long dataFilesAtMost,
    long dataBytes,
    int metadataFiles,
    long metadataFilesAtMost,
    long metadataBytes) {
  private static final int VERSIONS_KEPT = 51;
  private static final int MERGE_AT = 100;

  /**
   * Measures a table.
   *
   * @param tasks that write at the same time
   * @param days of event time that a batch may touch
   */
  public static LakeSize of(BenchStack stack, String dataset, int tasks, int days)
      throws SQLException, IOException {
    try (Connection catalog = stack.catalog()) {
      LakeFiles files = LakeFiles.of(catalog, dataset);
      Table table = LakeFiles.table(catalog, dataset);
      int snapshots = 0;
      for (var unused : table.snapshots()) {
        snapshots++;
      }
      Path folder =
          stack.layout().warehouse().resolve(dataset.replace('.', '/')).resolve("metadata");
      List<Path> metadata;
      try (Stream<Path> list = Files.list(folder)) {
        metadata = list.filter(file -> !file.getFileName().toString().endsWith(".crc")).toList();
      }
      long bytes = 0;
      for (Path file : metadata) {
        bytes += Files.size(file);
      }
      return new LakeSize(
          snapshots,
          files.paths().size(),
          (long) snapshots * tasks * days,
          files.bytes(),
          metadata.size(),
          VERSIONS_KEPT + 2L * snapshots + snapshots / MERGE_AT + 1,
          bytes);
    }
  }

  public boolean bounded() {
    return dataFiles <= dataFilesAtMost && metadataFiles <= metadataFilesAtMost;
  }
}
