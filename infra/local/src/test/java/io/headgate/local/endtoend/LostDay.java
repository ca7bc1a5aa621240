package io.headgate.local.endtoend;

import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.spark.LakeSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** Deletes a day behind everyone's back: its events, and the daily rollup by origin. */
final class LostDay {
  private static final String ROLLUP = StoreComparison.BY_ORIGIN;

  private final Stores stores;
  private final LocalDate day;

  LostDay(Stores stores, LocalDate day) {
    this.stores = stores;
    this.day = day;
  }

  void lose() throws SQLException {
    delete("raw.flights", Expressions.equal("event_date", day.toString()));
    delete(
        "rollup." + ROLLUP,
        Expressions.and(
            Expressions.greaterThanOrEqual("window_start", day + "T00:00:00+00:00"),
            Expressions.lessThan("window_start", day.plusDays(1) + "T00:00:00+00:00")));
    try (Connection clickHouse = stores.clickHouseOfJobs();
        Statement statement = clickHouse.createStatement()) {
      statement.execute(
          "ALTER TABLE serving.%s DELETE WHERE toDate(window_start, 'UTC') = '%s' SETTINGS mutations_sync = 1"
              .formatted(ROLLUP, day));
    }
  }

  private void delete(String dataset, Expression rows) {
    try (OutcomeSafeJdbcCatalog lake = new OutcomeSafeJdbcCatalog()) {
      lake.setConf(new Configuration());
      lake.initialize(LakeSession.CATALOG, stores.lakeAccess().catalogProperties());
      lake.loadTable(TableIdentifier.parse(dataset)).newDelete().deleteFromRowFilter(rows).commit();
    }
  }
}
