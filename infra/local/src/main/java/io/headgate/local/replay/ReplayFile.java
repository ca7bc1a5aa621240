package io.headgate.local.replay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.avro.Schema;

/**
 * A file of real, old events, read by DuckDB through the SQL that stands in {@code
 * replay/<pipeline>.sql}. Same file and same shift give the same events, in the same order, with
 * the same ids.
 */
final class ReplayFile implements AutoCloseable {
  private final Connection duckdb;
  private final String eventsSql;

  private ReplayFile(Connection duckdb, String eventsSql) {
    this.duckdb = duckdb;
    this.eventsSql = eventsSql;
  }

  static ReplayFile open(String pipeline, Path file) throws SQLException {
    String sql = eventsSql(pipeline);
    Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("SET VARIABLE file = '" + file.toString().replace("'", "''") + "'");
      statement.execute("SET VARIABLE shift_weeks = 0");
    }
    return new ReplayFile(duckdb, sql);
  }

  private static String eventsSql(String pipeline) {
    try (InputStream sql =
        requireNonNull(ReplayFile.class.getResourceAsStream("/replay/" + pipeline + ".sql"))) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest event time in the file, as recorded. */
  Instant recordedEnd(String eventTimeField) throws SQLException {
    return recorded("max(" + eventTimeField + ")");
  }

  /** The oldest. */
  Instant recordedBegin(String eventTimeField) throws SQLException {
    return recorded("min(" + eventTimeField + ")");
  }

  private Instant recorded(String time) throws SQLException {
    try (Statement statement = duckdb.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + time + " FROM (" + eventsSql + ")")) {
      row.next();
      return row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
  }

  /** The selected events in the order of their arrival; close the cursor. */
  ReplayCursor events(
      WeekShift shift, ReplaySelection selection, String eventTimeField, Schema schema)
      throws SQLException {
    requireNonNull(selection);
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("SET VARIABLE shift_weeks = " + shift.weeks());
    }
    String condition =
        "%1$s >= %2$s AND %1$s < %3$s AND arrives_at > %4$s"
            .formatted(
                eventTimeField,
                timestamp(selection.from()),
                timestamp(selection.until()),
                timestamp(selection.arrivesAfter()));
    String half =
        selection
            .halfOf()
            .map(
                thinned ->
                    " AND (%s::DATE %s DATE '%s' %s ascii(right(md5(event_id), 1)) %% 2 = %d)"
                        .formatted(
                            eventTimeField,
                            thinned.other() ? "=" : "<>",
                            thinned.date(),
                            thinned.other() ? "AND" : "OR",
                            thinned.other() ? 1 : 0))
            .orElse("");
    return new ReplayCursor(duckdb, "FROM (" + eventsSql + ") WHERE " + condition + half, schema);
  }

  private static String timestamp(Instant instant) {
    return "TIMESTAMP '" + LocalDateTime.ofInstant(instant, ZoneOffset.UTC) + "'";
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
