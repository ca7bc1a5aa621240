package io.headgate.bench.prove;

import io.headgate.bench.oracle.LakeFiles;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An hourly table of Iceberg: the catalog's row names the metadata, that the files, and DuckDB
 * reads them.
 */
final class IcebergHours implements HourSource {
  private final Connection catalog;
  private final boolean published;
  private final String dataset;
  private final Connection duckdb;
  private final Set<List<String>> states = new HashSet<>();

  /**
   * Reads over one connection.
   *
   * @param published whether catalog {@code published} is meant; else {@code lake}
   */
  IcebergHours(Connection catalog, boolean published, String dataset) throws SQLException {
    this.catalog = catalog;
    this.published = published;
    this.dataset = dataset;
    this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("SET threads = 1");
    }
  }

  @Override
  public String name() {
    return "Iceberg";
  }

  @Override
  public Map<Instant, Hour> read() throws Exception {
    LakeFiles files =
        published ? LakeFiles.published(catalog, dataset) : LakeFiles.of(catalog, dataset);
    states.add(files.paths().stream().sorted().toList());
    if (files.paths().isEmpty()) {
      return Map.of();
    }
    try (Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                JdbcHours.sql("epoch(window_start)::BIGINT", files.relation()))) {
      return JdbcHours.hours(rows);
    }
  }

  /** How many different states of the table were read. */
  int states() {
    return states.size();
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
    catalog.close();
  }
}
