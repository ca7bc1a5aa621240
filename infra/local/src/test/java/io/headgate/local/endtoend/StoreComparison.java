package io.headgate.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Holds every row of both stores against the truth; answers with the rows that differ. */
final class StoreComparison {
  static final String BY_ORIGIN = "flights_by_origin_daily";
  static final String BY_ROUTE = "flights_by_route_daily";
  static final String HOURLY = "flights_by_origin_hourly";
  private static final String[] ORIGIN = {"origin"};
  private static final String[] ROUTE = {"origin", "destination"};

  private final Stores stores;
  private final FlightsTruth truth;

  StoreComparison(Stores stores, FlightsTruth truth) {
    this.stores = stores;
    this.truth = truth;
  }

  /** Raw in Iceberg, flight by flight. */
  List<String> raw() throws SQLException, IOException {
    Rows flights = truth.flights();
    assertThat(flights.rows()).as("flights sent").hasSizeGreaterThan(10_000);
    Rows raw =
        stores.lake(
            "raw.flights",
            "epoch(scheduled_at)::BIGINT AS scheduled_s, delay_minutes, distance_miles, origin,"
                + " destination, origin_city, origin_state, origin_latitude, origin_longitude,"
                + " _event_type");
    return RowComparison.differences(flights, raw, List.copyOf(flights.rows().get(0).keySet()));
  }

  /** The stream's hourly windows in ClickHouse. */
  List<String> liveWindows(Instant before) throws SQLException {
    return differences(clickHouse(FlightsStack.AGGREGATE, ORIGIN), "hour", before, ORIGIN);
  }

  /** The published daily rollups of both stores. */
  List<String> publishedDays(Instant before) throws SQLException {
    List<String> all = new ArrayList<>();
    all.addAll(daysByOriginInIceberg(before));
    all.addAll(daysByOriginInClickHouse(before));
    all.addAll(differences(trino(BY_ROUTE, ROUTE), "day", before, ROUTE));
    all.addAll(differences(clickHouse(BY_ROUTE, ROUTE), "day", before, ROUTE));
    return all;
  }

  List<String> daysByOriginInIceberg(Instant before) throws SQLException {
    return differences(trino(BY_ORIGIN, ORIGIN), "day", before, ORIGIN);
  }

  List<String> daysByOriginInClickHouse(Instant before) throws SQLException {
    return differences(clickHouse(BY_ORIGIN, ORIGIN), "day", before, ORIGIN);
  }

  /** The daily rollup by origin as somebody else has read it. */
  List<String> daysByOrigin(Rows read, Instant before) throws SQLException {
    return differences(read, "day", before, ORIGIN);
  }

  /** The published hourly rollup in Iceberg. */
  List<String> publishedHours(Instant before) throws SQLException {
    return differences(trino(HOURLY, ORIGIN), "hour", before, ORIGIN);
  }

  /** The published hourly rollup in Iceberg, of one day. */
  List<String> publishedHoursOf(LocalDate day) throws SQLException {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Rows expected = from(start, truth.departures("hour", end, ORIGIN));
    assertThat(expected.rows()).as("truth by hour").hasSizeGreaterThan(100);
    Rows published = before(end, from(start, trino(HOURLY, ORIGIN)));
    return RowComparison.differences(expected, published, key(ORIGIN));
  }

  /** What readers see of the daily rollup by origin, but for windows from {@code before} on. */
  Rows publishedDaysByOrigin(Instant before) throws SQLException {
    return before(before, trino(BY_ORIGIN, ORIGIN));
  }

  static List<String> differences(Rows expected, Rows actual) {
    return RowComparison.differences(expected, actual, key(ORIGIN));
  }

  private List<String> differences(Rows store, String grain, Instant before, String... keys)
      throws SQLException {
    Rows expected = truth.departures(grain, before, keys);
    assertThat(expected.rows()).as("truth by %s", grain).hasSizeGreaterThan(100);
    return RowComparison.differences(expected, store, key(keys));
  }

  private static Rows from(Instant start, Rows rows) {
    return new Rows(
        rows.rows().stream()
            .filter(row -> (long) row.get("window_start") >= start.getEpochSecond())
            .toList());
  }

  private static Rows before(Instant end, Rows rows) {
    return new Rows(
        rows.rows().stream()
            .filter(row -> (long) row.get("window_start") < end.getEpochSecond())
            .toList());
  }

  private static List<String> key(String... keys) {
    return Stream.concat(Stream.of("window_start"), Stream.of(keys)).toList();
  }

  private Rows trino(String table, String... keys) throws SQLException {
    try (Connection trino = stores.trino()) {
      String windowStart = "CAST(to_unixtime(window_start) AS bigint)";
      return Rows.query(trino, select(windowStart, "published.\"rollup\"." + table, keys));
    }
  }

  private Rows clickHouse(String table, String... keys) throws SQLException {
    try (Connection clickHouse = stores.clickHouse()) {
      String windowStart = "toInt64(toUnixTimestamp(window_start))";
      return Rows.query(clickHouse, select(windowStart, "analyst." + table, keys));
    }
  }

  private static String select(String windowStart, String table, String... keys) {
    return "SELECT %s AS window_start, %s, flights, average_delay_minutes, largest_delay_minutes, share_delayed FROM %s"
        .formatted(windowStart, String.join(", ", keys), table);
  }
}
