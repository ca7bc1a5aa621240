package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.registry.alert.Notice;
import io.headgate.registry.alert.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** What is still to be told of incidents and alerts, and what was. */
public final class Deliveries {
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

  /** Longer than a channel may take. What is under way at a crash is due again after it. */
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private static final int LONGEST_PAUSE_DOUBLINGS = 5;
  private static final String COLUMNS =
      " delivery_id, incident_id, alert_id, action, state, attempts, error, settled_at ";

  private final Jdbi jdbi;

  public Deliveries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** How far a delivery came. */
  public enum State {
    PENDING,
    DELIVERED,
    /** A receiver does not want it. */
    REFUSED,
    /** A receiver did not take it for a day. */
    GAVE_UP,
    /** Nobody is configured to be told. */
    NO_CHANNEL;

    /** Neither told nor tried again by itself. */
    public boolean isDead() {
      return this == REFUSED || this == GAVE_UP || this == NO_CHANNEL;
    }
  }

  /**
   * What is, or was, to be told, of an incident or of an alert.
   *
   * @param error why it was not told, the last time
   */
  public record Delivery(
      long deliveryId,
      @Nullable Long incidentId,
      @Nullable Long alertId,
      Notice.Action action,
      State state,
      int attempts,
      @Nullable String error,
      @Nullable Instant settledAt) {}

  private record Claimed(
      long deliveryId,
      @Nullable Long incidentId,
      @Nullable Long alertId,
      Notice.Action action,
      Set<String> deliveredTo,
      int attempts,
      Instant begunAt) {}

  /**
   * The oldest that is due, with nobody else to deliver it for a minute, or longer while it is
   * {@linkplain #keep kept}. That something has passed is not told before that it began.
   */
  public Optional<Notice> claim(Instant now) {
    return jdbi.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    WITH next AS (
                      SELECT d.delivery_id FROM alert_delivery d
                      WHERE d.state = 'PENDING' AND coalesce(d.due_at <= :now, true)
                        AND (d.action = 'TRIGGER' OR NOT EXISTS (
                          SELECT FROM alert_delivery began
                          WHERE (began.incident_id = d.incident_id OR began.alert_id = d.alert_id)
                            AND began.action = 'TRIGGER' AND began.state = 'PENDING'))
                      ORDER BY d.delivery_id LIMIT 1 FOR UPDATE SKIP LOCKED)
                    UPDATE alert_delivery d SET
                      attempts = d.attempts + 1,
                      begun_at = coalesce(d.begun_at, :now),
                      due_at = :until
                    FROM next WHERE d.delivery_id = next.delivery_id
                    RETURNING d.*
                    """)
                .bind("now", now)
                .bind("until", now.plus(CLAIM))
                .map(Deliveries::claimed)
                .findOne()
                .map(claimed -> notice(handle, claimed)));
  }

  private static Claimed claimed(ResultSet rs, StatementContext context) throws SQLException {
    return new Claimed(
        rs.getLong("delivery_id"),
        rs.getObject("incident_id", Long.class),
        rs.getObject("alert_id", Long.class),
        Notice.Action.valueOf(rs.getString("action")),
        Set.of((String[]) rs.getArray("delivered_to").getArray()),
        rs.getInt("attempts"),
        rs.getTimestamp("begun_at").toInstant());
  }

  private static Notice notice(Handle handle, Claimed claimed) {
    Subjects subjects = new Subjects(handle);
    Subject subject =
        claimed.incidentId() == null
            ? subjects.alert(claimed.alertId())
            : subjects.incident(claimed.incidentId());
    return new Notice(
        claimed.deliveryId(),
        claimed.action(),
        subject,
        claimed.deliveredTo(),
        claimed.attempts(),
        claimed.begunAt());
  }

  /** Claims it for a minute from now; false if somebody else has claimed it meanwhile. */
  public boolean keep(Notice notice, Instant now) {
    return postpone(notice, now.plus(CLAIM), null);
  }

  /** One channel has it. */
  public void delivered(Notice notice, String channel) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE alert_delivery SET delivered_to = array_append(delivered_to, :channel)
                    WHERE delivery_id = :id
                    """)
                .bind("id", notice.deliveryId())
                .bind("channel", channel)
                .execute());
  }

  /** It is tried again when its pause is over, which is twice as long each time. */
  public void failed(Notice notice, String error, Instant now) {
    int doublings = Math.min(notice.attempts() - 1, LONGEST_PAUSE_DOUBLINGS);
    postpone(notice, now.plus(SHORTEST_PAUSE.multipliedBy(1L << doublings)), error);
  }

  /** False, and nothing is changed, if it is another attempt's by now. */
  private boolean postpone(Notice notice, Instant dueAt, @Nullable String error) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE alert_delivery SET
                          due_at = :dueAt, error = coalesce(CAST(:error AS text), error)
                        WHERE delivery_id = :id AND attempts = :attempts AND state = 'PENDING'
                        """)
                    .bind("id", notice.deliveryId())
                    .bind("attempts", notice.attempts())
                    .bind("dueAt", dueAt)
                    .bind("error", error)
                    .execute()
                == 1);
  }

  /** It is not tried again by itself. */
  public void settle(Notice notice, State state, @Nullable String error, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE alert_delivery SET state = :state, error = :error, settled_at = :now
                    WHERE delivery_id = :id
                    """)
                .bind("id", notice.deliveryId())
                .bind("state", state)
                .bind("error", error)
                .bind("now", now)
                .execute());
  }

  /**
   * Sends a dead letter again, to those who do not have it. That it has passed is told again after
   * that it began, so that nothing stays open at the receiver.
   */
  public Delivery retry(long id) {
    return jdbi.inTransaction(
        handle -> {
          Delivery dead =
              find(handle, id)
                  .orElseThrow(
                      () ->
                          Problem.notFound(
                              "There is no delivery " + id + ". See /v1/alert-deliveries."));
          if (!dead.state().isDead()) {
            throw Problem.conflict(
                "Delivery %d is %s. Only what is REFUSED, GAVE_UP or NO_CHANNEL is sent again."
                    .formatted(id, dead.state()),
                Map.of("state", dead.state()));
          }
          handle
              .createUpdate(
                  """
                  UPDATE alert_delivery d SET state = 'PENDING', attempts = 0, due_at = NULL,
                    begun_at = NULL, settled_at = NULL,
                    delivered_to = CASE WHEN d.delivery_id = :id THEN d.delivered_to ELSE '{}' END
                  FROM alert_delivery dead
                  WHERE dead.delivery_id = :id AND (d.delivery_id = :id
                    OR dead.action = 'TRIGGER' AND d.action = 'RESOLVE' AND d.state <> 'PENDING'
                      AND (d.incident_id = dead.incident_id OR d.alert_id = dead.alert_id))
                  """)
              .bind("id", id)
              .execute();
          return find(handle, id).orElseThrow();
        });
  }

  private static Optional<Delivery> find(Handle handle, long id) {
    return handle
        .createQuery("SELECT" + COLUMNS + "FROM alert_delivery WHERE delivery_id = :id FOR UPDATE")
        .bind("id", id)
        .mapTo(Delivery.class)
        .findOne();
  }

  /** What was told of alerts, oldest first. */
  static List<Delivery> ofAlerts(Handle handle, List<Long> alertIds) {
    return handle
        .createQuery(
            "SELECT"
                + COLUMNS
                + "FROM alert_delivery WHERE alert_id = ANY(:ids) ORDER BY delivery_id")
        .bindArray("ids", Long.class, alertIds)
        .mapTo(Delivery.class)
        .list();
  }

  /** Those in one of the states, newest first, below {@code cursor}. */
  public List<Delivery> page(List<State> states, long cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT"
                        + COLUMNS
                        + """
                        FROM alert_delivery
                        WHERE delivery_id < :cursor AND state = ANY(:states)
                        ORDER BY delivery_id DESC LIMIT :limit
                        """)
                .bind("cursor", cursor)
                .bind("limit", limit)
                .bindArray("states", String.class, states.stream().map(State::name).toList())
                .mapTo(Delivery.class)
                .list());
  }
}
