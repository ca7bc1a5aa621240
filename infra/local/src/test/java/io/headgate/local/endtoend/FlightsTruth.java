package io.headgate.local.endtoend;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What the stores must hold, computed by DuckDB straight from the Parquet file: independent of
 * Spark, of the contract's SQL and of the replay.
 */
final class FlightsTruth implements AutoCloseable {
  static final String HOUR = "hour";
  static final String DAY = "day";

  private final Connection duckdb;

  /**
   * Selects the flights that were sent.
   *
   * @param airports the reference's CSV file
   * @param firstDate first date sent, after the shift
   * @param scheduledBefore flights of later windows were not sent
   * @param arrivedBefore flights that leave later were not sent
   */
  FlightsTruth(
      Path parquet,
      Path airports,
      int shiftWeeks,
      LocalDate firstDate,
      Instant scheduledBefore,
      Instant arrivedBefore)
      throws SQLException {
    this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(
          """
          CREATE TABLE sent AS
          SELECT *, epoch(scheduled)::BIGINT AS scheduled_s
          FROM (
            SELECT date + to_days(%d) AS scheduled, delay, distance, origin, destination
            FROM '%s')
          WHERE scheduled >= TIMESTAMP '%s'
            AND epoch(scheduled)::BIGINT < %d
            AND epoch(scheduled)::BIGINT + 60 * delay < %d
          """
              .formatted(
                  7 * shiftWeeks,
                  parquet,
                  firstDate,
                  scheduledBefore.getEpochSecond(),
                  arrivedBefore.getEpochSecond()));
      // A flight that leaves more than an hour early is reported before the tolerance of the
      // contract.
      statement.execute("CREATE VIEW valid AS SELECT * FROM sent WHERE delay >= -60");
      statement.execute(
          "CREATE TABLE airports AS SELECT * FROM read_csv('%s', header = true)"
              .formatted(airports));
    }
  }

  long sent() throws SQLException {
    return count("sent");
  }

  long valid() throws SQLException {
    return count("valid");
  }

  /** Each valid flight, with the columns of raw. */
  Rows flights() throws SQLException {
    return Rows.query(
        duckdb,
        """
        SELECT scheduled_s, delay AS delay_minutes, distance AS distance_miles, origin, destination,
          city AS origin_city, state AS origin_state, latitude AS origin_latitude,
          longitude AS origin_longitude, 'departure' AS _event_type
        FROM valid LEFT JOIN airports ON iata = origin
        ORDER BY ALL
        """);
  }

  /**
   * Flights, delays and the share delayed over 15 minutes by grain and keys; columns as in the
   * stores.
   *
   * @param before windows that start here or later are left out
   */
  Rows departures(String grain, Instant before, String... keys) throws SQLException {
    String columns = String.join(", ", keys);
    return Rows.query(
        duckdb,
        """
        SELECT epoch(date_trunc('%s', scheduled))::BIGINT AS window_start, %s,
          count(*) AS flights,
          sum(delay)::DOUBLE / count(*) AS average_delay_minutes,
          max(delay) AS largest_delay_minutes,
          count(*) FILTER (delay > 15)::DOUBLE / count(*) AS share_delayed
        FROM valid
        WHERE scheduled_s < %d
        GROUP BY ALL
        """
            .formatted(grain, columns, before.getEpochSecond()));
  }

  /** An answer about view {@code valid}: scheduled, delay, distance, origin, destination. */
  Rows query(String sql) throws SQLException {
    return Rows.query(duckdb, sql);
  }

  private long count(String table) throws SQLException {
    return (long) Rows.query(duckdb, "SELECT count(*) AS n FROM " + table).rows().get(0).get("n");
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
