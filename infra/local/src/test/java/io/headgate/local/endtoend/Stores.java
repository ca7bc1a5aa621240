package io.headgate.local.endtoend;

import io.headgate.local.StackProperties;
import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/** The stores of a stack, each read without Spark. */
final class Stores {
  private final StackProperties properties;
  private final Path buckets;

  /**
   * @param buckets the folder in which the stack's object store, if it has one, keeps its buckets
   */
  Stores(StackProperties properties, Path buckets) {
    this.properties = properties;
    this.buckets = buckets;
  }

  /** As an analyst has Trino. */
  Connection trino() throws SQLException {
    return open(properties.get("stack.trino-url"), "analyst", null);
  }

  /** As an analyst has ClickHouse. */
  Connection clickHouse() throws SQLException {
    return open(
        properties.get("clickhouse.url"), "analyst", properties.get("stack.analyst-password"));
  }

  /** As the jobs have ClickHouse. */
  Connection clickHouseOfJobs() throws SQLException {
    return open(properties.get("clickhouse.url"), "lake", properties.get("clickhouse.password"));
  }

  /** As readers have the catalog's database. */
  Connection catalogOfReaders() throws SQLException {
    return open(
        properties.get("catalog.url"),
        "headgate_reader",
        properties.get("stack.reader-db-password"));
  }

  /** As the registry, which publishes, has the catalog's database. */
  Connection catalogOfRegistry() throws SQLException {
    return open(
        properties.get("catalog.url"),
        "headgate_registry",
        properties.get("stack.registry-db-password"));
  }

  /** Types of the OpenLineage events that the registry has of a job, in the order they came in. */
  List<String> lineageEvents(String job) throws SQLException {
    List<String> types = new ArrayList<>();
    try (Connection registry = catalogOfRegistry();
        PreparedStatement query =
            registry.prepareStatement(
                "SELECT event ->> 'eventType' FROM registry.lineage_event"
                    + " WHERE event #>> '{job,name}' = ? ORDER BY event_id")) {
      query.setString(1, job);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          types.add(rows.getString(1));
        }
      }
    }
    return types;
  }

  /** A table of the lake, with the jobs' own rights. */
  Table lakeTable(String dataset) {
    try (OutcomeSafeJdbcCatalog lake = new OutcomeSafeJdbcCatalog()) {
      lake.setConf(new Configuration());
      lake.initialize(LakeSession.CATALOG, lakeAccess().catalogProperties());
      return lake.loadTable(TableIdentifier.parse(dataset));
    }
  }

  LakeAccess lakeAccess() {
    return LakeAccess.of(properties.settings());
  }

  /** Rows of a lake table's newest snapshot: Iceberg names the files, DuckDB reads them. */
  Rows lake(String dataset, String columns) throws SQLException, IOException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      return Rows.query(
          duckdb, "SELECT " + columns + " FROM read_parquet(" + quoted(files(dataset)) + ")");
    }
  }

  /** Paths of the data files in a lake table's newest snapshot. */
  List<String> files(String dataset) throws IOException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = lakeTable(dataset).newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        URI file = URI.create(task.file().location());
        files.add(
            "s3".equals(file.getScheme())
                ? buckets.resolve(file.getHost() + file.getPath()).toString()
                : file.getPath());
      }
    }
    return files;
  }

  private static String quoted(List<String> files) {
    return "['" + String.join("', '", files) + "']";
  }

  private static Connection open(String url, String user, String password) throws SQLException {
    Properties login = new Properties();
    login.put("user", user);
    if (password != null) {
      login.put("password", password);
    }
    return DriverManager.getConnection(url, login);
  }
}
