package io.headgate.registry.store;

import static io.headgate.registry.store.StoredInstants.instant;

import io.headgate.platform.alert.AlertSignal.State;
import io.headgate.registry.rule.KeyState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of what is known of the keys of rules, on one connection. */
final class AlertStateRows {
  private final Handle handle;

  AlertStateRows(Handle handle) {
    this.handle = handle;
  }

  /**
   * What is known of a key.
   *
   * @param alertId the alert that lasts, or null
   */
  record Locked(long stateId, String keyHash, KeyState state, @Nullable Long alertId) {}

  /**
   * Reads what is known of a key, with nobody else to change it until the transaction ends.
   *
   * @param key JSON with its columns in order
   */
  Locked lock(long ruleId, String key) {
    handle
        .createUpdate(
            """
            INSERT INTO alert_state (rule_id, key_hash, key)
            VALUES (:ruleId, encode(sha256(convert_to(:key, 'UTF8')), 'hex'), CAST(:key AS jsonb))
            ON CONFLICT (rule_id, key_hash) DO NOTHING
            """)
        .bind("ruleId", ruleId)
        .bind("key", key)
        .execute();
    return handle
        .createQuery(
            """
            SELECT * FROM alert_state
            WHERE rule_id = :ruleId
              AND key_hash = encode(sha256(convert_to(:key, 'UTF8')), 'hex')
            FOR UPDATE
            """)
        .bind("ruleId", ruleId)
        .bind("key", key)
        .map(AlertStateRows::read)
        .one();
  }

  void put(long stateId, KeyState state, @Nullable Long alertId) {
    handle
        .createUpdate(
            """
            UPDATE alert_state SET newest_window = :newestWindow, newest = :newest,
              last_firing = :lastFiring, openings = CAST(:openings AS timestamptz[]),
              flapping = :flapping, alert_id = :alertId
            WHERE state_id = :stateId
            """)
        .bind("newestWindow", state.newestWindow())
        .bind("newest", state.newest())
        .bind("lastFiring", state.lastFiring())
        .bindArray(
            "openings", String.class, state.openings().stream().map(Instant::toString).toList())
        .bind("flapping", state.flapping())
        .bind("alertId", alertId)
        .bind("stateId", stateId)
        .execute();
  }

  private static Locked read(ResultSet rs, StatementContext context) throws SQLException {
    String newest = rs.getString("newest");
    Long alertId = rs.getObject("alert_id", Long.class);
    return new Locked(
        rs.getLong("state_id"),
        rs.getString("key_hash"),
        new KeyState(
            instant(rs.getTimestamp("newest_window")),
            newest == null ? null : State.valueOf(newest),
            instant(rs.getTimestamp("last_firing")),
            Arrays.stream((Timestamp[]) rs.getArray("openings").getArray())
                .map(Timestamp::toInstant)
                .toList(),
            alertId != null,
            rs.getBoolean("flapping")),
        alertId);
  }
}
