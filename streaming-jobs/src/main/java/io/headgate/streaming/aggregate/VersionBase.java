package io.headgate.streaming.aggregate;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is added to an epoch to make the sequence of its rows' version. Epochs count from 0 again
 * when a checkpoint was lost; the base, chosen once per checkpoint above all that the table has,
 * keeps the new rows newer than the old ones.
 */
final class VersionBase {
  private static final String FILE = "version-base";

  private VersionBase() {}

  /** The checkpoint's base; chosen and kept in its folder when there is none yet. */
  static long of(String checkpoint, Configuration hadoop, ClickHouseAddress address, String table) {
    Path file = new Path(checkpoint, FILE);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (files.exists(file)) {
        return read(files, file);
      }
      long base = newestSequence(address, table) + 1;
      Path draft = new Path(checkpoint, FILE + ".draft");
      try (FSDataOutputStream out = files.create(draft, true)) {
        out.write(String.valueOf(base).getBytes(StandardCharsets.UTF_8));
      }
      files.rename(draft, file);
      return base;
    } catch (IOException e) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot keep the version base in %s: %s. Check its space and rights."
              .formatted(checkpoint, e.getMessage()),
          e);
    }
  }

  private static long read(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** -1 for a table without rows of a stream. */
  static long newestSequence(ClickHouseAddress address, String table) {
    try (ClickHouse clickHouse =
        ClickHouse.open(address.url(), address.user(), address.password())) {
      String newest =
          "SELECT toInt64(max(_version)) FROM %s WHERE bitShiftRight(_version, 62) = 0 HAVING count() > 0"
              .formatted(table);
      return clickHouse.query(newest, row -> RowVersion.sequence(row.getLong(1))).stream()
          .findFirst()
          .orElse(-1L);
    }
  }
}
