package io.headgate.registry.store;

import static io.headgate.registry.store.StoredJson.texts;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.registry.Json;
import io.headgate.registry.rule.RuleDraft;
import io.headgate.registry.rule.RuleVersion;
import io.headgate.registry.rule.RuleVersion.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of alert rules, on one connection. */
final class AlertRuleRows {
  private static final String SELECT =
      """
      SELECT v.*, r.created_at FROM alert_rule r JOIN alert_rule_version v USING (rule_id)
      """;
  private static final String NEWEST = SELECT + "WHERE v.version = r.version ";

  private final Handle handle;

  AlertRuleRows(Handle handle) {
    this.handle = handle;
  }

  /** Makes a rule without a version. */
  long create(Instant now) {
    return handle
        .createQuery(
            "INSERT INTO alert_rule (version, created_at) VALUES (0, :now) RETURNING rule_id")
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  /** Adds the next version, which is in force from now on. */
  RuleVersion append(
      long ruleId, String pipeline, RuleDraft rule, Change change, String who, Instant now) {
    handle
        .createUpdate(
            """
            WITH next AS (
              UPDATE alert_rule SET version = version + 1,
                deleted_at = CASE WHEN :change = 'DELETED' THEN CAST(:now AS timestamptz) END
              WHERE rule_id = :ruleId RETURNING version)
            INSERT INTO alert_rule_version (rule_id, version, change, pipeline, metric_name,
              condition, threshold, window_seconds, dimensions, notification_channel, enabled,
              changed_at, changed_by)
            SELECT :ruleId, version, :change, :pipeline, :metricName, :condition, :threshold,
              :windowSeconds, CAST(:dimensions AS jsonb), :channel, :enabled, CAST(:now AS timestamptz), :who
            FROM next
            """)
        .bind("ruleId", ruleId)
        .bind("change", change)
        .bind("pipeline", pipeline)
        .bind("metricName", rule.metricName().toString())
        .bind("condition", rule.condition())
        .bind("threshold", rule.threshold())
        .bind("windowSeconds", rule.windowSeconds())
        .bind("dimensions", Json.write(rule.dimensions()))
        .bind("channel", rule.notificationChannel())
        .bind("enabled", rule.enabled())
        .bind("now", now)
        .bind("who", who)
        .execute();
    return newest(ruleId).orElseThrow();
  }

  Optional<RuleVersion> newest(long ruleId) {
    return handle
        .createQuery(NEWEST + "AND r.rule_id = :ruleId")
        .bind("ruleId", ruleId)
        .map(AlertRuleRows::read)
        .findOne();
  }

  /** As {@link #newest}, with nobody else to change it until the transaction ends. */
  Optional<RuleVersion> lock(long ruleId) {
    var unused =
        handle
            .createQuery("SELECT rule_id FROM alert_rule WHERE rule_id = :ruleId FOR UPDATE")
            .bind("ruleId", ruleId)
            .mapTo(Long.class)
            .findOne();
    return newest(ruleId);
  }

  /** Those that are to be judged, by number, unchanged until the transaction ends. */
  Map<String, AlertRule> inForce(Collection<Long> ruleIds) {
    Map<String, AlertRule> rules = new TreeMap<>();
    handle
        .createQuery(
            NEWEST
                + """
                AND r.rule_id = ANY(:ids) AND r.deleted_at IS NULL AND v.enabled
                  AND NOT EXISTS (SELECT FROM retired_pipeline p WHERE p.name = v.pipeline)
                ORDER BY r.rule_id FOR SHARE OF r
                """)
        .bindArray("ids", Long.class, ruleIds)
        .map(AlertRuleRows::read)
        .forEach(version -> rules.put(version.rule().id(), version.rule()));
    return rules;
  }

  /** Numbers of those on a pipeline's metrics, in order. */
  List<Long> ofPipeline(String pipeline) {
    return handle
        .createQuery(
            """
            SELECT r.rule_id FROM alert_rule r JOIN alert_rule_version v USING (rule_id)
            WHERE v.version = r.version AND v.pipeline = :pipeline ORDER BY r.rule_id
            """)
        .bind("pipeline", pipeline)
        .mapTo(Long.class)
        .list();
  }

  /**
   * Those that were not deleted, by number, above {@code cursor}.
   *
   * @param filter null fields for any
   */
  List<RuleVersion> page(AlertRules.Filter filter, long cursor, int limit) {
    return handle
        .createQuery(
            NEWEST
                + """
                AND r.deleted_at IS NULL AND r.rule_id > :cursor
                AND (CAST(:pipeline AS text) IS NULL OR v.pipeline = :pipeline)
                AND (CAST(:metric AS text) IS NULL OR v.metric_name = :metric)
                AND (CAST(:enabled AS boolean) IS NULL OR v.enabled = :enabled)
                ORDER BY r.rule_id LIMIT :limit
                """)
        .bindMethods(filter)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(AlertRuleRows::read)
        .list();
  }

  /** Every version of a rule, newest first, below {@code cursor}. */
  List<RuleVersion> versions(long ruleId, long cursor, int limit) {
    return handle
        .createQuery(
            SELECT
                + """
                WHERE r.rule_id = :ruleId AND v.version < :cursor
                ORDER BY v.version DESC LIMIT :limit
                """)
        .bind("ruleId", ruleId)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(AlertRuleRows::read)
        .list();
  }

  private static RuleVersion read(ResultSet rs, StatementContext context) throws SQLException {
    Instant changedAt = rs.getTimestamp("changed_at").toInstant();
    return new RuleVersion(
        new AlertRule(
            Long.toString(rs.getLong("rule_id")),
            rs.getInt("version"),
            rs.getString("pipeline"),
            MetricName.of(rs.getString("metric_name")),
            AlertCondition.valueOf(rs.getString("condition")),
            rs.getDouble("threshold"),
            rs.getLong("window_seconds"),
            texts(rs.getString("dimensions")),
            rs.getString("notification_channel"),
            rs.getBoolean("enabled"),
            rs.getTimestamp("created_at").toInstant(),
            changedAt),
        Change.valueOf(rs.getString("change")),
        changedAt,
        rs.getString("changed_by"));
  }
}
