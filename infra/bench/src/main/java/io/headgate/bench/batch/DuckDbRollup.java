package io.headgate.bench.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** The rollup by minute as DuckDB makes it: same files, same rule for repeats, Parquet out. */
final class DuckDbRollup implements AutoCloseable {
  private final Connection duckdb;
  private final Path result;
  private final String files;

  DuckDbRollup(List<String> paths, int threads) throws SQLException, IOException {
    this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
    this.result = Files.createTempFile("headgate-duckdb-", ".parquet");
    this.files = "read_parquet(['" + String.join("', '", paths) + "'])";
    execute("SET TimeZone = 'UTC'");
    execute("SET threads = " + threads);
  }

  /** Time that the rollup of [start, end) takes. */
  double seconds(Instant start, Instant end) throws SQLException {
    long begun = System.nanoTime();
    execute(
        """
        COPY (
          SELECT date_trunc('minute', occurred_at) AS window_start, site, country,
            count(*) AS clicks, sum(amount_cents) AS amount_cents,
            min(duration_ms) AS shortest_ms, max(duration_ms) AS longest_ms
          FROM (
            SELECT * FROM %s
            WHERE occurred_at >= TIMESTAMPTZ '%s' AND occurred_at < TIMESTAMPTZ '%s'
            QUALIFY row_number() OVER (
              PARTITION BY event_id ORDER BY _broker_at, _topic, _offset) = 1)
          GROUP BY ALL
        ) TO '%s' (FORMAT parquet, COMPRESSION zstd)
        """
            .formatted(files, start, end, result));
    return (System.nanoTime() - begun) / 1e9;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    duckdb.close();
    Files.deleteIfExists(result);
  }
}
