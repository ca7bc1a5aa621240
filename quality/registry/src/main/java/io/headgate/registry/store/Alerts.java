package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.alert.Alert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** What is still to be told of incidents, and what was. */
public final class Alerts {
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
  private static final int LONGEST_PAUSE_DOUBLINGS = 5;

  private final Jdbi jdbi;

  public Alerts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** One alert as it is told of: whom, what, and how far it came. */
  public record Told(
      long alertId,
      long incidentId,
      Alert.Action action,
      String state,
      int attempts,
      @Nullable String error,
      @Nullable Instant settledAt) {}

  /**
   * The oldest that is due, with nobody else to deliver it for a while. That an incident has passed
   * is not told before that it began.
   */
  public Optional<Alert> claim(Instant now) {
    return jdbi.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    WITH next AS (
                      SELECT a.alert_id FROM alert a
                      WHERE a.state = 'PENDING' AND coalesce(a.due_at <= :now, true)
                        AND (a.action = 'TRIGGER' OR NOT EXISTS (
                          SELECT FROM alert began
                          WHERE began.incident_id = a.incident_id AND began.action = 'TRIGGER'
                            AND began.state = 'PENDING'))
                      ORDER BY a.alert_id LIMIT 1 FOR UPDATE SKIP LOCKED),
                    claimed AS (
                      UPDATE alert a SET
                        attempts = a.attempts + 1,
                        due_at = CAST(:now AS timestamptz) + CAST(:pause AS interval)
                          * power(2, least(a.attempts, :doublings))
                      FROM next WHERE a.alert_id = next.alert_id
                      RETURNING a.*)
                    SELECT c.*, i.kind, i.pipeline, i.dataset, i.text, i.opened_at, i.closed_at,
                      (SELECT v.owner_team FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
                       WHERE p.name = i.pipeline ORDER BY v.version DESC LIMIT 1) AS team
                    FROM claimed c JOIN incident i USING (incident_id)
                    """)
                .bind("now", now)
                .bind("pause", SHORTEST_PAUSE.toSeconds() + " seconds")
                .bind("doublings", LONGEST_PAUSE_DOUBLINGS)
                .map(Alerts::read)
                .findOne());
  }

  private static Alert read(ResultSet rs, StatementContext context) throws SQLException {
    String team = rs.getString("team");
    return new Alert(
        rs.getLong("alert_id"),
        Alert.Action.valueOf(rs.getString("action")),
        new Incident(
            rs.getLong("incident_id"),
            rs.getString("kind"),
            rs.getString("pipeline"),
            rs.getString("dataset"),
            rs.getString("text"),
            rs.getTimestamp("opened_at").toInstant(),
            rs.getTimestamp("closed_at") == null ? null : rs.getTimestamp("closed_at").toInstant()),
        team == null ? "" : team,
        Set.of((String[]) rs.getArray("delivered_to").getArray()),
        rs.getInt("attempts"));
  }

  /** One channel has it. */
  public void delivered(Alert alert, String channel) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE alert SET delivered_to = array_append(delivered_to, :channel)
                    WHERE alert_id = :id
                    """)
                .bind("id", alert.alertId())
                .bind("channel", channel)
                .execute());
  }

  /** It is tried again when its pause is over. */
  public void failed(Alert alert, String error) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE alert SET error = :error WHERE alert_id = :id")
                .bind("id", alert.alertId())
                .bind("error", error)
                .execute());
  }

  /** It is not tried again. */
  public void settle(Alert alert, String state, @Nullable String error, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE alert SET state = :state, error = :error, settled_at = :now
                    WHERE alert_id = :id
                    """)
                .bind("id", alert.alertId())
                .bind("state", state)
                .bind("error", error)
                .bind("now", now)
                .execute());
  }

  /** Newest first, below {@code cursor}. */
  public List<Told> page(long cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT alert_id, incident_id, action, state, attempts, error, settled_at
                    FROM alert WHERE alert_id < :cursor ORDER BY alert_id DESC LIMIT :limit
                    """)
                .bind("cursor", cursor)
                .bind("limit", limit)
                .mapTo(Told.class)
                .list());
  }
}
