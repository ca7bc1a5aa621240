package io.headgate.bench.live;

import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.stack.BenchStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;

/**
 * How much a table of the lake has become, against what its commits explain.
 *
 * <p>Snapshots: one per commit interval, one for each 200,000 records, since as many do not wait
 * for it, and two for its beginning and its end. Data files: at most one per snapshot, task and
 * day. Metadata files: the newest 51 versions of the table (50 previous ones are kept), and per
 * snapshot one list of manifests, one new manifest, and one more whenever manifests are merged,
 * which is every hundredth time.
 *
 * @param snapshotsAtMost by the formula
 * @param dataFiles live
 * @param dataFilesAtMost by the formula
 * @param metadataFiles in the table's folder
 * @param metadataFilesAtMost by the formula
 */
public record LakeSize(
    int snapshots,
    long snapshotsAtMost,
    int dataFiles,
    long dataFilesAtMost,
    long dataBytes,
    int metadataFiles,
    long metadataFilesAtMost,
    long metadataBytes) {
  private static final int VERSIONS_KEPT = 51;
  private static final int MERGE_AT = 100;
  private static final long RECORDS_THAT_DO_NOT_WAIT = 200_000;
  private static final int FIRST_AND_LAST = 2;

  /**
   * How often a table may be committed to.
   *
   * @param ran how long its job ran
   * @param commitInterval how long few records wait for more
   * @param records that the job read
   */
  public static long snapshotsAtMost(Duration ran, Duration commitInterval, long records) {
    return ran.toMillis() / commitInterval.toMillis()
        + records / RECORDS_THAT_DO_NOT_WAIT
        + FIRST_AND_LAST;
  }

  /**
   * Measures a table.
   *
   * @param tasks that write at the same time
   * @param days of event time that a batch may touch
   * @param snapshotsAtMost as {@link #snapshotsAtMost(Duration, Duration, long)}; the bounds of the
   *     files are for so many, however many there are
   */
  public static LakeSize of(
      BenchStack stack, String dataset, int tasks, int days, long snapshotsAtMost)
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
          snapshotsAtMost,
          files.paths().size(),
          snapshotsAtMost * tasks * days,
          files.bytes(),
          metadata.size(),
          VERSIONS_KEPT + 2 * snapshotsAtMost + snapshotsAtMost / MERGE_AT + 1,
          bytes);
    }
  }

  public boolean bounded() {
    return snapshots <= snapshotsAtMost
        && dataFiles <= dataFilesAtMost
        && metadataFiles <= metadataFilesAtMost;
  }
}
