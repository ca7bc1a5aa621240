package io.headgate.registry.store;

import static io.headgate.registry.store.StoredJson.texts;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.contract.MetricName;
import io.headgate.registry.alert.Notice;
import io.headgate.registry.rule.RuleAlert;
import io.headgate.registry.rule.RuleAlert.Resolution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of alerts that rules opened, on one connection. */
final class AlertRows {
  private static final String SELECT =
      """
      SELECT a.*, s.key, v.pipeline, v.metric_name, v.condition, v.threshold
      FROM alert a JOIN alert_state s USING (state_id)
      JOIN alert_rule_version v ON v.rule_id = a.rule_id AND v.version = a.rule_version
      """;

  private final Handle handle;

  AlertRows(Handle handle) {
    this.handle = handle;
  }

  /** Opens an alert, and has it told. */
  long open(long ruleId, long stateId, AlertSignal signal, boolean flapping, Instant now) {
    long id =
        handle
            .createQuery(
                """
                INSERT INTO alert (rule_id, rule_version, state_id, window_start, window_end,
                  value, baseline, flapping, opened_at)
                VALUES (:ruleId, :ruleVersion, :stateId, :windowStart, :windowEnd, :value,
                  :baseline, :flapping, :now)
                RETURNING alert_id
                """)
            .bind("ruleId", ruleId)
            .bind("ruleVersion", signal.ruleVersion())
            .bind("stateId", stateId)
            .bind("windowStart", signal.windowStart())
            .bind("windowEnd", signal.windowEnd())
            .bind("value", finite(signal.value()))
            .bind("baseline", finite(signal.baseline()))
            .bind("flapping", flapping)
            .bind("now", now)
            .mapTo(Long.class)
            .one();
    tell(id, Notice.Action.TRIGGER);
    return id;
  }

  /** One firing per rule, window and key; a second one is the first one. */
  void fired(long ruleId, long alertId, String keyHash, AlertSignal signal) {
    handle
        .createUpdate(
            """
            INSERT INTO alert_firing (rule_id, rule_version, alert_id, key_hash, window_start,
              window_end, value, baseline, judged_at)
            VALUES (:ruleId, :ruleVersion, :alertId, :keyHash, :windowStart, :windowEnd, :value,
              :baseline, :judgedAt)
            ON CONFLICT (rule_id, key_hash, window_start, window_end) DO NOTHING
            """)
        .bind("ruleId", ruleId)
        .bind("ruleVersion", signal.ruleVersion())
        .bind("alertId", alertId)
        .bind("keyHash", keyHash)
        .bind("windowStart", signal.windowStart())
        .bind("windowEnd", signal.windowEnd())
        .bind("value", finite(signal.value()))
        .bind("baseline", finite(signal.baseline()))
        .bind("judgedAt", signal.judgedAt())
        .execute();
  }

  /** JSON has no other numbers, and so no answer could tell them. */
  @Nullable
  private static Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  void resolve(long alertId, Resolution resolution, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE alert SET resolved_at = :now, resolution = :resolution
            WHERE alert_id = :id AND resolved_at IS NULL
            """)
        .bind("id", alertId)
        .bind("resolution", resolution)
        .bind("now", now)
        .execute();
    tell(alertId, Notice.Action.RESOLVE);
  }

  /** Resolves all alerts of a rule, whose keys begin anew. */
  void resolveAll(long ruleId, Resolution resolution, Instant now) {
    List<Long> lasting =
        handle
            .createQuery(
                """
                SELECT alert_id FROM alert_state WHERE rule_id = :ruleId AND alert_id IS NOT NULL
                ORDER BY state_id FOR UPDATE
                """)
            .bind("ruleId", ruleId)
            .mapTo(Long.class)
            .list();
    handle
        .createUpdate(
            """
            UPDATE alert_state SET alert_id = NULL, flapping = false, newest_window = NULL,
              newest = NULL, last_firing = NULL, openings = '{}'
            WHERE rule_id = :ruleId AND newest_window IS NOT NULL
            """)
        .bind("ruleId", ruleId)
        .execute();
    lasting.forEach(alertId -> resolve(alertId, resolution, now));
  }

  private void tell(long alertId, Notice.Action action) {
    handle
        .createUpdate(
            """
            INSERT INTO alert_delivery (alert_id, action) VALUES (:alertId, :action)
            ON CONFLICT (alert_id, action) DO NOTHING
            """)
        .bind("alertId", alertId)
        .bind("action", action)
        .execute();
  }

  RuleAlert find(long id) {
    return handle
        .createQuery(SELECT + "WHERE a.alert_id = :id")
        .bind("id", id)
        .map(AlertRows::read)
        .one();
  }

  /**
   * Newest first, below {@code cursor}.
   *
   * @param ruleId of one rule, or null for all
   */
  List<RuleAlert> page(boolean openOnly, @Nullable Long ruleId, long cursor, int limit) {
    return handle
        .createQuery(
            SELECT
                + """
                WHERE a.alert_id < :cursor AND (a.resolved_at IS NULL OR NOT :openOnly)
                  AND (CAST(:ruleId AS bigint) IS NULL OR a.rule_id = :ruleId)
                ORDER BY a.alert_id DESC LIMIT :limit
                """)
        .bind("openOnly", openOnly)
        .bind("ruleId", ruleId)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(AlertRows::read)
        .list();
  }

  private static RuleAlert read(ResultSet rs, StatementContext context) throws SQLException {
    String resolution = rs.getString("resolution");
    return new RuleAlert(
        rs.getLong("alert_id"),
        Long.toString(rs.getLong("rule_id")),
        rs.getInt("rule_version"),
        rs.getString("pipeline"),
        MetricName.of(rs.getString("metric_name")),
        AlertCondition.valueOf(rs.getString("condition")),
        rs.getDouble("threshold"),
        texts(rs.getString("key")),
        rs.getTimestamp("window_start").toInstant(),
        rs.getTimestamp("window_end").toInstant(),
        rs.getObject("value", Double.class),
        rs.getObject("baseline", Double.class),
        rs.getBoolean("flapping"),
        rs.getTimestamp("opened_at").toInstant(),
        resolution == null ? null : rs.getTimestamp("resolved_at").toInstant(),
        resolution == null ? null : Resolution.valueOf(resolution));
  }
}
