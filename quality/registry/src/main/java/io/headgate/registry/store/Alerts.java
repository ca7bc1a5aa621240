package io.headgate.registry.store;

import static java.util.stream.Collectors.groupingBy;

import io.headgate.http.Problem;
import io.headgate.registry.rule.RuleAlert;
import io.headgate.registry.store.Deliveries.Delivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Alerts that rules opened, and the windows that fired; kept for ever. */
public final class Alerts {
  private static final int NEWEST_FIRINGS = 20;

  private final Jdbi jdbi;

  public Alerts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * An alert with what came of it.
   *
   * @param firings the newest windows that fired while it lasted, at most 20, newest first
   * @param deliveries what was told of it
   */
  public record Story(RuleAlert alert, List<Firing> firings, List<Delivery> deliveries) {}

  /**
   * That a rule fired for a key in a window.
   *
   * @param value the metric's value, or null where no event came
   * @param baseline what it was compared with beside the threshold, or null
   */
  public record Firing(
      long firingId,
      long alertId,
      int ruleVersion,
      Map<String, String> key,
      Instant windowStart,
      Instant windowEnd,
      @Nullable Double value,
      @Nullable Double baseline,
      Instant judgedAt) {}

  /**
   * Newest first, below {@code cursor}.
   *
   * @param ruleId of one rule, or null for all
   */
  public List<Story> page(boolean openOnly, @Nullable Long ruleId, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          List<RuleAlert> alerts = new AlertRows(handle).page(openOnly, ruleId, cursor, limit);
          List<Long> ids = alerts.stream().map(RuleAlert::alertId).toList();
          Map<Long, List<Firing>> firings =
              firings(handle, ids).stream().collect(groupingBy(Firing::alertId));
          Map<Long, List<Delivery>> deliveries =
              Deliveries.ofAlerts(handle, ids).stream().collect(groupingBy(Delivery::alertId));
          return alerts.stream()
              .map(
                  alert ->
                      new Story(
                          alert,
                          firings.getOrDefault(alert.alertId(), List.of()),
                          deliveries.getOrDefault(alert.alertId(), List.of())))
              .toList();
        });
  }

  private static List<Firing> firings(Handle handle, List<Long> alertIds) {
    return handle
        .createQuery(
            """
            SELECT f.*, s.key
            FROM unnest(:ids) AS one (alert_id)
            JOIN alert a USING (alert_id) JOIN alert_state s USING (state_id)
            CROSS JOIN LATERAL (
              SELECT * FROM alert_firing WHERE alert_id = a.alert_id
              ORDER BY firing_id DESC LIMIT :limit) AS f
            ORDER BY f.firing_id DESC
            """)
        .bindArray("ids", Long.class, alertIds)
        .bind("limit", NEWEST_FIRINGS)
        .map(Alerts::firing)
        .list();
  }

  /** All firings of a rule, newest first, below {@code cursor}. */
  public List<Firing> firings(long ruleId, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          if (new AlertRuleRows(handle).newest(ruleId).isEmpty()) {
            throw Problem.notFound("There is no alert rule " + ruleId + ". See /v1/alert-rules.");
          }
          return handle
              .createQuery(
                  """
                  SELECT f.*, s.key
                  FROM alert_firing f JOIN alert a USING (alert_id)
                  JOIN alert_state s USING (state_id)
                  WHERE f.rule_id = :ruleId AND f.firing_id < :cursor
                  ORDER BY f.firing_id DESC LIMIT :limit
                  """)
              .bind("ruleId", ruleId)
              .bind("cursor", cursor)
              .bind("limit", limit)
              .map(Alerts::firing)
              .list();
        });
  }

  private static Firing firing(ResultSet rs, StatementContext context) throws SQLException {
    return new Firing(
        rs.getLong("firing_id"),
        rs.getLong("alert_id"),
        rs.getInt("rule_version"),
        StoredJson.texts(rs.getString("key")),
        rs.getTimestamp("window_start").toInstant(),
        rs.getTimestamp("window_end").toInstant(),
        rs.getObject("value", Double.class),
        rs.getObject("baseline", Double.class),
        rs.getTimestamp("judged_at").toInstant());
  }
}
