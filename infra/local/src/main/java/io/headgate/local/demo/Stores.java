package io.headgate.local.demo;

import io.headgate.local.StackProperties;
import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The two stores as an analyst has them: Trino's catalog {@code published}, and ClickHouse's views.
 */
final class Stores {
  private final StackProperties properties;

  Stores(StackProperties properties) {
    this.properties = properties;
  }

  /** Runs a query of {@code sql/analyst/trino}. */
  QueryResult trino(String query) throws SQLException {
    Properties login = new Properties();
    login.put("user", "analyst");
    return run(properties.get("stack.trino-url"), login, "trino", query);
  }

  /** Runs a query of {@code sql/analyst/clickhouse}. */
  QueryResult clickHouse(String query) throws SQLException {
    return run(properties.get("clickhouse.url"), clickHouseLogin(), "clickhouse", query);
  }

  private LakeAccess lakeAccess() {
    return LakeAccess.of(properties.settings());
  }

  private Properties clickHouseLogin() {
    Properties login = new Properties();
    login.put("user", "analyst");
    login.put("password", properties.get("stack.analyst-password"));
    return login;
  }

  /** Rows that the newest snapshot of a lake table holds, for example of {@code raw.flights}. */
  long rawRows(String dataset) {
    try (OutcomeSafeJdbcCatalog lake = new OutcomeSafeJdbcCatalog()) {
      lake.setConf(new Configuration());
      lake.initialize(LakeSession.CATALOG, lakeAccess().catalogProperties());
      Snapshot newest = lake.loadTable(TableIdentifier.parse(dataset)).currentSnapshot();
      return Long.parseLong(newest.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
    }
  }

  /** Windows that ClickHouse shows of an aggregate. */
  long windows(String aggregate) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(properties.get("clickhouse.url"), clickHouseLogin())) {
      QueryResult count = QueryResult.of(connection, "SELECT count() FROM analyst." + aggregate);
      return Long.parseLong(count.rows().get(0).get(0));
    }
  }

  private static QueryResult run(String url, Properties login, String store, String query)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, login)) {
      return QueryResult.of(connection, text("/sql/analyst/%s/%s.sql".formatted(store, query)));
    }
  }

  private static String text(String resource) {
    try (InputStream sql = Stores.class.getResourceAsStream(resource)) {
      if (sql == null) {
        throw new HeadgateException(ExitCode.BUG, "Cannot find the query " + resource + ".");
      }
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
