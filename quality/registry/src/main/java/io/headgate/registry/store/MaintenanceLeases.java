package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.MaintenanceLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who maintains which table. Each change is one statement that names what it expects to find, so of
 * two that ask at once one gets it.
 */
public final class MaintenanceLeases {
  private static final String COLUMNS = "dataset, holder, acquired_at, expires_at";

  private final Jdbi jdbi;
  private final Clock clock;

  public MaintenanceLeases(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Gives the lease to this token; asked again, it is the same lease, for longer. */
  public MaintenanceLease acquire(String dataset, String token, String holder, Duration length) {
    return jdbi.inTransaction(
        handle -> {
          new MaintainedTables(handle).require(dataset);
          Instant now = clock.instant();
          return handle
              .createQuery(
                  """
                  INSERT INTO maintenance_lease (dataset, token, holder, acquired_at, expires_at)
                  VALUES (:dataset, :token, :holder, :now, :until)
                  ON CONFLICT (dataset) DO UPDATE SET
                    acquired_at = CASE WHEN maintenance_lease.token = excluded.token
                      THEN maintenance_lease.acquired_at ELSE excluded.acquired_at END,
                    token = excluded.token, holder = excluded.holder,
                    expires_at = excluded.expires_at
                  WHERE maintenance_lease.token = excluded.token
                    OR maintenance_lease.expires_at <= excluded.acquired_at
                  RETURNING %s
                  """
                      .formatted(COLUMNS))
              .bind("dataset", dataset)
              .bind("token", token)
              .bind("holder", holder)
              .bind("now", now)
              .bind("until", now.plus(length))
              .mapTo(MaintenanceLease.class)
              .findOne()
              .orElseThrow(() -> refused(handle, dataset));
        });
  }

  /** Makes the lease of this token last longer; one that somebody else has had since is lost. */
  public MaintenanceLease renew(String dataset, String token, Duration length) {
    return jdbi.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE maintenance_lease SET expires_at = :until
                    WHERE dataset = :dataset AND token = :token
                    RETURNING %s
                    """
                        .formatted(COLUMNS))
                .bind("dataset", dataset)
                .bind("token", token)
                .bind("until", clock.instant().plus(length))
                .mapTo(MaintenanceLease.class)
                .findOne()
                .orElseThrow(() -> refused(handle, dataset)));
  }

  /** Gives the lease back; false when this token did not have it. */
  public boolean release(String dataset, String token) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "DELETE FROM maintenance_lease WHERE dataset = :dataset AND token = :token")
                    .bind("dataset", dataset)
                    .bind("token", token)
                    .execute()
                == 1);
  }

  /** Those in force, by dataset. */
  public List<MaintenanceLease> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT %s FROM maintenance_lease WHERE expires_at > :now ORDER BY dataset"
                        .formatted(COLUMNS))
                .bind("now", clock.instant())
                .mapTo(MaintenanceLease.class)
                .list());
  }

  private static Problem refused(Handle handle, String dataset) {
    Optional<MaintenanceLease> held =
        handle
            .createQuery(
                "SELECT %s FROM maintenance_lease WHERE dataset = :dataset".formatted(COLUMNS))
            .bind("dataset", dataset)
            .mapTo(MaintenanceLease.class)
            .findOne();
    return held.map(
            lease ->
                Problem.conflict(
                    "'%s' is maintained by %s since %s, until %s unless it renews. Wait for its end."
                        .formatted(dataset, lease.holder(), lease.acquiredAt(), lease.expiresAt()),
                    Map.of("holder", lease)))
        .orElseGet(
            () ->
                Problem.conflict(
                    "The lease on '%s' has ended. Acquire a new one.".formatted(dataset),
                    Map.of()));
  }
}
