package io.headgate.local.endtoend;

import io.headgate.platform.spark.LakeSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;

/**
 * Spoils rows of the daily rollup by origin behind everyone's back, to show that the comparison
 * would notice.
 */
final class TamperedRows {
  private static final String TABLE = StoreComparison.BY_ORIGIN;

  private final Stores stores;
  private final LocalDate day;

  TamperedRows(Stores stores, LocalDate day) {
    this.stores = stores;
    this.day = day;
  }

  void alterInClickHouse(String origin) throws SQLException {
    clickHouse(
        "ALTER TABLE serving.%s UPDATE flights = flights + 1 WHERE %s SETTINGS mutations_sync = 1"
            .formatted(TABLE, row(origin)));
  }

  void deleteInClickHouse(String origin) throws SQLException {
    clickHouse(
        "ALTER TABLE serving.%s DELETE WHERE %s SETTINGS mutations_sync = 1"
            .formatted(TABLE, row(origin)));
  }

  /** The table's engine keeps one row of a key, so only its view can show one twice. */
  void doubleInClickHouse(String origin) throws SQLException {
    clickHouse(
        """
        CREATE OR REPLACE VIEW analyst.%1$s DEFINER = lake SQL SECURITY DEFINER AS
        SELECT * FROM serving.%1$s FINAL
        UNION ALL SELECT * FROM serving.%1$s FINAL WHERE %2$s
        """
            .formatted(TABLE, row(origin)));
  }

  void alterInIceberg(String origin) throws SQLException {
    iceberg("UPDATE lake.rollup.%s SET flights = flights + 1 WHERE %s", origin);
  }

  void deleteInIceberg(String origin) throws SQLException {
    iceberg("DELETE FROM lake.rollup.%s WHERE %s", origin);
  }

  void doubleInIceberg(String origin) throws SQLException {
    iceberg("INSERT INTO lake.rollup.%1$s SELECT * FROM lake.rollup.%1$s WHERE %2$s", origin);
  }

  /** Changes the lake, and lets the published catalog point there. */
  private void iceberg(String statement, String origin) throws SQLException {
    System.setProperty("spark.master", "local[1]");
    try (SparkSession spark = LakeSession.open("tamper", stores.lakeAccess())) {
      String row =
          "origin = '%s' AND window_start = TIMESTAMP '%s 00:00:00'".formatted(origin, day);
      spark.sql(statement.formatted(TABLE, row));
    }
    try (Connection catalog = stores.catalogOfRegistry();
        Statement update = catalog.createStatement()) {
      update.executeUpdate(
          """
          UPDATE catalog.iceberg_tables AS published SET metadata_location = lake.metadata_location
          FROM catalog.iceberg_tables AS lake
          WHERE published.catalog_name = 'published' AND lake.catalog_name = 'lake'
            AND published.table_name = lake.table_name AND lake.table_name = '%s'
          """
              .formatted(TABLE));
    }
  }

  private void clickHouse(String statement) throws SQLException {
    try (Connection store = stores.clickHouseOfJobs();
        Statement execution = store.createStatement()) {
      execution.execute(statement);
    }
  }

  private String row(String origin) {
    return "origin = '%s' AND window_start = toDateTime64('%s', 6, 'UTC')".formatted(origin, day);
  }
}
