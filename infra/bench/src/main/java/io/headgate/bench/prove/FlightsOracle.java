package io.headgate.bench.prove;

import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.oracle.WindowOracle;
import io.headgate.bench.stack.BenchStack;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the stores must hold, computed by DuckDB straight from the recorded file, and compared with
 * them row by row. Independent of Spark, of the contract's SQL and of the replay.
 */
final class FlightsOracle implements AutoCloseable {
  /**
   * One level.
   *
   * @param dataset in the lake, below {@code rollup}
   * @param view in ClickHouse, below {@code analyst}
   * @param keys besides the window
   * @param averages whether it has the averages too
   */
  private record Level(
      String dataset, String view, String unit, List<String> keys, boolean averages) {}

  private static final List<Level> LEVELS =
      List.of(
          new Level(
              "flights_by_origin_hourly",
              "departures_by_origin_hourly",
              "hour",
              List.of("origin"),
              true),
          new Level(
              "flights_by_origin_daily", "flights_by_origin_daily", "day", List.of("origin"), true),
          new Level(
              "flights_by_route_daily",
              "flights_by_route_daily",
              "day",
              List.of("origin", "destination"),
              true),
          new Level(
              "departures_by_origin_daily",
              "departures_by_origin_daily",
              "day",
              List.of("origin"),
              false));

  private final BenchStack stack;
  private final Connection duckdb;
  private final Consumer<String> tell;

  /**
   * Selects the flights that were sent.
   *
   * @param shiftWeeks by which they were moved
   * @param days that were sent, whole ones
   */
  FlightsOracle(
      BenchStack stack, Path parquet, int shiftWeeks, Jobs.Days days, Consumer<String> tell)
      throws SQLException {
    this.stack = stack;
    this.tell = tell;
    this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET TimeZone = 'UTC'");
    // An early flight breaks the tolerance of the contract, the rest its rules.
    execute(
        """
        CREATE TABLE valid AS
        SELECT * FROM (
          SELECT 'flights-3m#' || file_row_number AS event_id, date + to_days(%d) AS scheduled,
            delay::BIGINT AS delay, distance::BIGINT AS distance, origin, destination
          FROM read_parquet('%s', file_row_number = true))
        WHERE scheduled >= TIMESTAMP '%s' AND scheduled < TIMESTAMP '%s'
          AND delay BETWEEN -60 AND 2880 AND distance > 0
          AND regexp_full_match(origin, '[A-Z0-9]{3}')
          AND regexp_full_match(destination, '[A-Z0-9]{3}')
        """
            .formatted(7 * shiftWeeks, parquet, days.first(), days.last().plusDays(1)));
  }

  /** Valid flights. */
  long flights() throws SQLException {
    return count("valid");
  }

  /** Raw in Iceberg, flight by flight. */
  Verdict raw() throws SQLException, IOException {
    try (Connection catalog = stack.catalog()) {
      String actual =
          "SELECT event_id, epoch(scheduled_at)::BIGINT AS scheduled, delay_minutes::BIGINT AS"
              + " delay, distance_miles::BIGINT AS distance, origin, destination FROM "
              + LakeFiles.of(catalog, "raw.flights").relation();
      return told(
          "raw in Iceberg",
          new WindowOracle(duckdb)
              .check(
                  "raw",
                  "SELECT * REPLACE (epoch(scheduled)::BIGINT AS scheduled) FROM valid",
                  actual,
                  List.of("event_id")),
          flights());
    }
  }

  /** Rows of raw now. */
  long rawRows() throws SQLException, IOException {
    try (Connection catalog = stack.catalog()) {
      return LakeFiles.of(catalog, "raw.flights").rows();
    }
  }

  /** Every level, as readers of both stores see it. */
  Verdict published() throws SQLException, IOException {
    Verdict all = new Verdict(List.of());
    for (Level level : LEVELS) {
      all = all.and(iceberg(level)).and(clickHouse(level));
    }
    return all;
  }

  /** Every level, as readers of Iceberg see it. */
  Verdict publishedInIceberg() throws SQLException, IOException {
    Verdict all = new Verdict(List.of());
    for (Level level : LEVELS) {
      all = all.and(iceberg(level));
    }
    return all;
  }

  private Verdict iceberg(Level level) throws SQLException, IOException {
    try (Connection catalog = stack.catalogOfReaders()) {
      String relation = LakeFiles.published(catalog, "rollup." + level.dataset()).relation();
      Verdict verdict =
          new WindowOracle(duckdb)
              .check(
                  "iceberg " + level.dataset(),
                  expected(level),
                  actual(level, "epoch(window_start)::BIGINT", "%s::BIGINT", relation),
                  keys(level));
      return told(level.dataset() + " in Iceberg", verdict, rows(level));
    }
  }

  private Verdict clickHouse(Level level) throws SQLException {
    try (Connection clickHouse = stack.clickHouseOfAnalysts()) {
      String actual =
          actual(
              level,
              "toInt64(toUnixTimestamp(window_start))",
              "toInt64(%s)",
              "analyst." + level.view());
      return told(
          level.view() + " in ClickHouse",
          new WindowOracle(duckdb).check(expected(level), clickHouse, actual, keys(level)),
          rows(level));
    }
  }

  private Verdict told(String what, Verdict verdict, long rows) {
    tell.accept(
        String.format(
            Locale.ROOT,
            "  %-45s %,9d rows %s",
            what,
            rows,
            verdict.passed() ? "equal" : "DIFFER\n" + verdict));
    return verdict;
  }

  private static List<String> keys(Level level) {
    return Stream.concat(Stream.of("window_start"), level.keys().stream()).toList();
  }

  private static String expected(Level level) {
    return """
    SELECT epoch(date_trunc('%s', scheduled))::BIGINT AS window_start, %s,
      count(*) AS flights, max(delay) AS largest_delay_minutes%s
    FROM valid GROUP BY ALL
    """
        .formatted(
            level.unit(),
            String.join(", ", level.keys()),
            level.averages()
                ? ", sum(delay)::DOUBLE / count(*) AS average_delay_minutes,"
                    + " count(*) FILTER (delay > 15)::DOUBLE / count(*) AS share_delayed"
                : "");
  }

  private static String actual(Level level, String start, String integer, String relation) {
    return "SELECT %s AS window_start, %s, %s AS flights, %s AS largest_delay_minutes%s FROM %s"
        .formatted(
            start,
            String.join(", ", level.keys()),
            integer.formatted("flights"),
            integer.formatted("largest_delay_minutes"),
            level.averages() ? ", average_delay_minutes, share_delayed" : "",
            relation);
  }

  private long rows(Level level) throws SQLException {
    return count("(" + expected(level) + ")");
  }

  private long count(String relation) throws SQLException {
    try (Statement statement = duckdb.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + relation)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
