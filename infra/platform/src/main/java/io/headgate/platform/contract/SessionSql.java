package io.headgate.platform.contract;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Spark SQL that cuts events into sessions. */
final class SessionSql {
  private SessionSql() {}

  static String of(Sessions sessions, String eventTime, String eventId) {
    String by = columns(sessions.by());
    String measures =
        sessions.measures().stream()
            .map(measure -> ",\n    %s AS `%s`".formatted(measure.expression(), measure.name()))
            .collect(Collectors.joining());
    String measured =
        sessions.measures().stream()
            .map(measure -> ", `%s`".formatted(measure.name()))
            .collect(Collectors.joining());
    return """
        WITH _timed AS (
          SELECT *, %1$s AS _at, %1$s + %3$s AS _closes_at,
            lag(%1$s) OVER (PARTITION BY %2$s ORDER BY %1$s, %4$s) AS _before
          FROM events WHERE %5$s
        ), _begun AS (
          -- The newest beginning so far: that of the chain of events to which the row belongs.
          SELECT *, max(CASE WHEN _before IS NULL OR _at >= _before + %3$s THEN _closes_at END)
            OVER (PARTITION BY %2$s ORDER BY _at, %4$s) AS _chain
          FROM _timed
        ), _cut AS (
          -- Over the first midnight a chain stays whole; from the second on each cuts it. A day can
          -- tell that from the day before it, however old the chain is.
          SELECT *, greatest(0, datediff(to_date(_closes_at), to_date(_chain)) - 1) AS _piece
          FROM _begun
        ), _sessions AS (
          SELECT %2$s, min(_at) AS started_at, max(_at) AS ended_at, max(_closes_at) AS closed_at,
            count(*) AS events%6$s
          FROM _cut GROUP BY %2$s, _chain, _piece
        )
        SELECT date_trunc('DAY', closed_at) AS window_start,
          date_trunc('DAY', closed_at) + INTERVAL '24' HOUR AS window_end,
          %2$s, started_at, ended_at, closed_at, events%7$s
        FROM _sessions"""
        .formatted(
            quoted(eventTime),
            by,
            interval(sessions.gap()),
            quoted(eventId),
            where(sessions.by(), sessions.filter()),
            measures,
            measured);
  }

  static String where(List<String> by, String filter) {
    String known =
        by.stream()
            .map(column -> quoted(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return filter == null ? known : known + " AND (" + filter + ")";
  }

  static String columns(List<String> names) {
    return names.stream().map(SessionSql::quoted).collect(Collectors.joining(", "));
  }

  static String quoted(String column) {
    return "`" + column + "`";
  }

  static String interval(Duration duration) {
    return "INTERVAL '%d.%06d' SECOND"
        .formatted(duration.toSeconds(), duration.toNanosPart() / 1000);
  }
}
