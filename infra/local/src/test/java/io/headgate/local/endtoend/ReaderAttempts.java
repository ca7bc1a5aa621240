package io.headgate.local.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What a reader may try, who wants to see or change what was not published. */
final class ReaderAttempts {
  private static final String DAYS = "published.\"rollup\"." + StoreComparison.BY_ORIGIN;

  private final Stores stores;

  ReaderAttempts(Stores stores) {
    this.stores = stores;
  }

  /** Statements that Trino has not refused. */
  List<String> succeededInTrino() throws SQLException {
    Stream<String> statements =
        Stream.of(
            "DELETE FROM " + DAYS,
            "INSERT INTO " + DAYS + " SELECT * FROM " + DAYS,
            "DROP TABLE " + DAYS,
            "CREATE TABLE published.\"rollup\".mine AS SELECT 1 AS one",
            "CREATE SCHEMA published.mine",
            "CALL published.system.register_table(schema_name => 'rollup', table_name => 'mine',"
                + " table_location => 'file:///tmp')",
            "CALL published.system.rollback_to_snapshot('rollup', 'flights_by_origin_daily', 1)",
            "ALTER TABLE " + DAYS + " EXECUTE expire_snapshots(retention_threshold => '0s')",
            "SELECT * FROM published.quarantine.flights",
            "SELECT * FROM lake.\"rollup\"." + StoreComparison.BY_ORIGIN);
    try (Connection trino = stores.trino()) {
      return succeeded(trino, Stream.concat(statements, heldBackSnapshots()).toList());
    }
  }

  /** Rows that were staged and quarantined, by the number of their snapshot. */
  private Stream<String> heldBackSnapshots() {
    Table table = stores.lakeTable("rollup." + StoreComparison.BY_ORIGIN);
    List<Long> onMain = SnapshotUtil.currentAncestorIds(table);
    List<String> statements =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .filter(each -> each.summary().containsKey(SnapshotSummary.STAGED_WAP_ID_PROP))
            .filter(each -> !onMain.contains(each.snapshotId()))
            .map(each -> "SELECT * FROM " + DAYS + " FOR VERSION AS OF " + each.snapshotId())
            .toList();
    if (statements.isEmpty()) {
      throw new AssertionError("No snapshot was held back, so nothing is tried");
    }
    return statements.stream();
  }

  /** Statements that ClickHouse has not refused an analyst. */
  List<String> succeededInClickHouse() throws SQLException {
    try (Connection clickHouse = stores.clickHouse()) {
      return succeeded(
          clickHouse,
          List.of(
              "SELECT * FROM serving." + StoreComparison.BY_ORIGIN,
              "SELECT * FROM serving.published_windows",
              "INSERT INTO analyst.%1$s SELECT * FROM analyst.%1$s"
                  .formatted(StoreComparison.BY_ORIGIN),
              "CREATE TABLE analyst.mine (n UInt8) ENGINE = Memory",
              "DROP VIEW analyst." + StoreComparison.BY_ORIGIN,
              "SELECT * FROM file('/etc/passwd', 'LineAsString')",
              "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
              "GRANT SELECT ON serving.* TO analyst"));
    }
  }

  /** Statements that PostgreSQL has not refused the readers' role. */
  List<String> succeededInTheCatalog() throws SQLException {
    try (Connection catalog = stores.catalogOfReaders()) {
      return succeeded(
          catalog,
          List.of(
              "UPDATE catalog.iceberg_tables SET metadata_location = 'file:///tmp/mine.json'",
              "DELETE FROM catalog.iceberg_tables",
              "INSERT INTO catalog.iceberg_tables (catalog_name, table_namespace, table_name)"
                  + " VALUES ('published', 'rollup', 'mine')",
              "ALTER TABLE catalog.iceberg_tables DISABLE ROW LEVEL SECURITY",
              "SET ROLE headgate_lake",
              "CREATE TABLE catalog.mine (n int)",
              "SELECT * FROM registry.dataset_partition"));
    }
  }

  /** Catalogs of which the readers' role sees tables. */
  List<String> catalogsSeen() throws SQLException {
    try (Connection catalog = stores.catalogOfReaders()) {
      return Rows.query(catalog, "SELECT DISTINCT catalog_name FROM catalog.iceberg_tables")
          .rows()
          .stream()
          .map(row -> String.valueOf(row.get("catalog_name")))
          .toList();
    }
  }

  private static List<String> succeeded(Connection reader, List<String> statements)
      throws SQLException {
    List<String> succeeded = new ArrayList<>();
    for (String sql : statements) {
      try (Statement statement = reader.createStatement()) {
        statement.execute(sql);
        succeeded.add(sql);
      } catch (SQLException refused) {
        requireRefusal(sql, refused);
      }
    }
    return succeeded;
  }

  /** A misspelled statement fails too, and shows nothing. */
  private static void requireRefusal(String sql, SQLException refused) {
    String message = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
    if (Stream.of(
            "denied",
            "not enough privileges",
            "must be owner",
            "does not exist",
            "not supported",
            "read-only",
            "read only",
            "cannot",
            "not allowed",
            "not found",
            "no such",
            "disabled",
            "violates row-level security")
        .noneMatch(message::contains)) {
      throw new AssertionError("Not refused, but failed: " + sql, refused);
    }
  }
}
