package io.headgate.local.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The example queries of {@code sql/analyst}, asked as the analyst's user of each store and held
 * against DuckDB on the flights that were sent.
 */
record AnalystQueries(Path folder, Stores stores, FlightsTruth truth) {
  // Of a rounded value: the engines round halves differently.
  private static final double LAST_DIGIT = 0.1000001;
  private static final String CHANGES = "changed_hours";

  /** By name of the file; {@code published} are the flights of the published days. */
  private static final Map<String, String> TRUTH =
      Map.of(
          "busiest_airports",
          """
          SELECT origin, count(*) AS flights,
            round(sum(delay)::DOUBLE / count(*), 1) AS average_delay_minutes,
            max(delay) AS largest_delay_minutes,
            round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS delayed_percent
          FROM published GROUP BY origin ORDER BY flights DESC, origin LIMIT 10""",
          "busiest_routes",
          """
          SELECT origin, destination, count(*) AS flights, max(delay) AS largest_delay_minutes,
            round(100.0 * count(*) FILTER (delay > 15) / count(*), 1) AS delayed_percent
          FROM published GROUP BY origin, destination
          ORDER BY flights DESC, origin, destination LIMIT 10""",
          "flights_by_day",
          """
          SELECT CAST(scheduled AS DATE) AS day, count(DISTINCT origin) AS airports,
            count(*) AS flights
          FROM published GROUP BY day ORDER BY day""",
          "largest_delays",
          """
          SELECT strftime(scheduled, '%Y-%m-%d %H:%M') AS scheduled, origin, destination,
            delay AS delay_minutes
          FROM valid ORDER BY delay DESC, scheduled, origin, destination LIMIT 10""",
          "latest_hours",
          """
          SELECT strftime(date_trunc('hour', scheduled), '%Y-%m-%d %H:00') AS hour,
            count(*) AS flights, max(delay) AS largest_delay_minutes
          FROM valid GROUP BY hour ORDER BY hour DESC LIMIT 24""",
          CHANGES,
          """
          SELECT strftime(date_trunc('hour', scheduled), '%Y-%m-%d %H:00') AS hour, origin,
            count(*)::VARCHAR AS flights_after
          FROM valid GROUP BY hour, origin""");

  /**
   * Every query whose answer is not the truth.
   *
   * @param publishedBefore end of the published days
   */
  List<String> differences(Instant publishedBefore) throws SQLException, IOException {
    List<String> differences = new ArrayList<>();
    try (Connection trino = stores.trino();
        Connection clickHouse = stores.clickHouse()) {
      differences.addAll(differences(trino, "trino", publishedBefore));
      differences.addAll(differences(clickHouse, "clickhouse", publishedBefore));
    }
    return differences;
  }

  private List<String> differences(Connection store, String name, Instant publishedBefore)
      throws SQLException, IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.resolve(name))) {
      files = all.sorted().toList();
    }
    List<String> differences = new ArrayList<>();
    for (Path file : files) {
      String query = file.getFileName().toString().replace(".sql", "");
      Rows answer = Rows.query(store, Files.readString(file));
      differences.addAll(
          differences(query, expected(query, publishedBefore), answer).stream()
              .map(difference -> file + ": " + difference)
              .toList());
    }
    return differences;
  }

  private Rows expected(String query, Instant publishedBefore) throws SQLException {
    if (!TRUTH.containsKey(query)) {
      throw new IllegalStateException("Say here what " + query + " is to answer");
    }
    return truth.query(
        "WITH published AS (SELECT * FROM valid WHERE scheduled_s < %d) "
                .formatted(publishedBefore.getEpochSecond())
            + TRUTH.get(query));
  }

  private static List<String> differences(String query, Rows expected, Rows answer) {
    if (query.equals(CHANGES)) {
      // Which hours were changed depends on the time of day; what they were changed to does not.
      return answer.rows().stream()
          .filter(row -> expected.rows().stream().noneMatch(each -> agree(each, row)))
          .map(row -> row + " is not so")
          .toList();
    }
    if (expected.rows().size() != answer.rows().size()) {
      return List.of(answer.rows() + " instead of " + expected.rows());
    }
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < expected.rows().size(); i++) {
      if (!agree(expected.rows().get(i), answer.rows().get(i))) {
        differences.add(answer.rows().get(i) + " instead of " + expected.rows().get(i));
      }
    }
    return differences;
  }

  /** In the columns that the truth has. */
  private static boolean agree(Map<String, Object> expected, Map<String, Object> row) {
    return expected.entrySet().stream()
        .allMatch(column -> agree(column.getValue(), row.get(column.getKey())));
  }

  private static boolean agree(Object expected, Object value) {
    return (expected instanceof Double number && value instanceof Double other)
        ? Math.abs(number - other) < LAST_DIGIT
        : expected.equals(value);
  }
}
