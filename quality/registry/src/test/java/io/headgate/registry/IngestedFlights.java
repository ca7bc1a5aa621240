package io.headgate.registry;

import io.headgate.platform.registry.Partition;
import io.headgate.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** Flights that are applied, with an epoch of {@link #DAY} in raw. */
final class IngestedFlights {
  static final String DAY = "2026-11-12";
  static final String RAW_DAY = "event_date=" + DAY;

  final Flights flights = new Flights();

  private final TestingRegistry registry;

  IngestedFlights(TestingRegistry registry) {
    this.registry = registry;
    registry.client().applyPipeline(flights.contract());
    registry.client().postLedger(flights.epoch(0, Map.of(RAW_DAY, 100L)));
  }

  /** A registry on the day after. */
  static TestingRegistry registry() {
    return TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(1)), ZoneOffset.UTC));
  }

  Partition partition(String key) {
    return registry.client().partitions(flights.daily).stream()
        .filter(partition -> partition.partitionKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** What a reader of the days in the Iceberg catalog {@code published} is pointed at. */
  Optional<String> pointer() throws SQLException {
    return pointer(flights.daily);
  }

  Optional<String> pointer(String dataset) throws SQLException {
    try (Connection reader =
            TestingRegistry.connect(
                TestingPostgres.READER_USER, TestingPostgres.shared().readerPassword());
        PreparedStatement select =
            reader.prepareStatement(
                "SELECT metadata_location FROM catalog.iceberg_tables"
                    + " WHERE catalog_name = 'published'"
                    + " AND table_namespace || '.' || table_name = ?")) {
      select.setString(1, dataset);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }
}
