package io.headgate.streaming.aggregate;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.CheckpointFile;
import java.util.Optional;

/**
 * What is added to an epoch to make the sequence of its rows' version. Epochs count from 0 again
 * when a checkpoint was lost; the base, chosen once per checkpoint above all that the table has,
 * keeps the new rows newer than the old ones.
 */
final class VersionBase {
  private static final String FILE = "version-base";

  private VersionBase() {}

  /** The checkpoint's base; chosen and kept in its folder when there is none yet. */
  static long of(Checkpoint checkpoint, ClickHouseAddress address, String table) {
    CheckpointFile file = checkpoint.file(FILE);
    Optional<String> kept = file.read();
    if (kept.isPresent()) {
      return Long.parseLong(kept.get());
    }
    long base = newestSequence(address, table) + 1;
    file.write(String.valueOf(base));
    return base;
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
