package io.headgate.platform.contract;

import static io.headgate.platform.contract.SessionSql.columns;
import static io.headgate.platform.contract.SessionSql.interval;
import static io.headgate.platform.contract.SessionSql.quoted;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Spark SQL that follows the steps of a funnel. Of the attempts of a day that have come equally
 * far, the newest has the most time left, so it alone is carried on: {@code _from<n>} is the start
 * of the newest attempt that takes step n by this event, {@code _open<n>} the newest that had taken
 * it before.
 */
final class FunnelSql {
  private FunnelSql() {}

  static String of(Funnel funnel, String eventTime, String eventId) {
    StringBuilder sql = new StringBuilder();
    // An event may be a step of attempts that are over today, and of some that are over tomorrow.
    sql.append(
        """
        WITH _dated AS (
          SELECT *, %1$s AS _at, to_date(%1$s + %2$s) AS _own_day,
            explode(array_distinct(array(to_date(%1$s), to_date(%1$s + %2$s)))) AS _day
          FROM events WHERE %3$s
        ), _step1 AS (
          SELECT *, CASE WHEN _day = _own_day AND (%4$s) THEN _at END AS _from1 FROM _dated
        )"""
            .formatted(
                quoted(eventTime),
                interval(funnel.within()),
                SessionSql.where(funnel.by(), funnel.filter()),
                funnel.steps().get(0).condition()));
    for (int n = 2; n <= funnel.steps().size(); n++) {
      sql.append(step(funnel, n, eventId));
    }
    int last = funnel.steps().size();
    sql.append(
        """

        SELECT CAST(_day AS timestamp) AS window_start,
          CAST(_day AS timestamp) + INTERVAL '24' HOUR AS window_end,
          %1$s, %2$s AS steps, %3$s AS furthest_step, count(_from1) AS attempts, %4$s
        FROM _step%5$d GROUP BY _day, %1$s HAVING count(_from1) > 0"""
            .formatted(
                columns(funnel.by()),
                furthest(last, Integer::toString),
                furthest(last, n -> "'" + funnel.steps().get(n - 1).name() + "'"),
                IntStream.rangeClosed(1, last)
                    .mapToObj(
                        n ->
                            "min(CASE WHEN _from%d IS NOT NULL THEN _at END) AS `%s_at`"
                                .formatted(n, funnel.steps().get(n - 1).name()))
                    .collect(Collectors.joining(", ")),
                last));
    return sql.toString();
  }

  private static String step(Funnel funnel, int n, String eventId) {
    return """
        , _open%1$d AS (
          SELECT *, max(_from%1$d) OVER (PARTITION BY %3$s, _day ORDER BY _at, %4$s
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _open%1$d
          FROM _step%1$d
        ), _step%2$d AS (
          SELECT *, CASE WHEN _at < _open%1$d + %5$s AND (%6$s) THEN _open%1$d END AS _from%2$d
          FROM _open%1$d
        )"""
        .formatted(
            n - 1,
            n,
            columns(funnel.by()),
            quoted(eventId),
            interval(funnel.within()),
            funnel.steps().get(n - 1).condition());
  }

  private static String furthest(int last, IntFunction<String> value) {
    StringBuilder text = new StringBuilder("CASE");
    for (int n = last; n > 1; n--) {
      text.append(" WHEN count(_from%d) > 0 THEN %s".formatted(n, value.apply(n)));
    }
    return text.append(" ELSE ").append(value.apply(1)).append(" END").toString();
  }
}
