package io.headgate.registry.store;

import io.headgate.http.Caller;
import io.headgate.http.Problem;
import io.headgate.platform.registry.ApiKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The keys. Only hashes are kept, and a key that was revoked stays on record. */
public final class ApiKeys {
  /** The name of the platform's own key, which the environment sets. */
  public static final String PLATFORM = Caller.PLATFORM;

  private static final Duration USE_IS_TOLD_EVERY = Duration.ofMinutes(1);
  private static final String COLUMNS =
      "name, role, created_by, created_at, last_used_at, revoked_at, revoked_by";

  private final Jdbi jdbi;
  private final Clock clock;

  public ApiKeys(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Puts the platform's key, which may do everything, in the place of its former one. */
  public void setPlatformKey(byte[] hash) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO api_key (name, hash, role, created_by, created_at)
                    VALUES (:name, :hash, 'OPERATOR', 'environment', :now)
                    ON CONFLICT (name) DO UPDATE SET
                      hash = excluded.hash, created_at = excluded.created_at, last_used_at = NULL
                    WHERE api_key.hash <> excluded.hash
                    """)
                .bind("name", PLATFORM)
                .bind("hash", hash)
                .bind("now", clock.instant())
                .execute());
  }

  /** Makes a key; a name is given once and for all. */
  public ApiKey create(String name, String role, byte[] hash, String createdBy) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO api_key (name, hash, role, created_by, created_at)
                    VALUES (:name, :hash, :role, :created_by, :now)
                    ON CONFLICT (name) DO NOTHING
                    RETURNING %s
                    """
                        .formatted(COLUMNS))
                .bind("name", name)
                .bind("hash", hash)
                .bind("role", role)
                .bind("created_by", createdBy)
                .bind("now", clock.instant())
                .mapTo(ApiKey.class)
                .findOne()
                .orElseThrow(
                    () ->
                        Problem.conflict(
                            "There is, or was, a key named '" + name + "'. Choose another name.",
                            Map.of())));
  }

  /** Takes a key out of force; one that was revoked before stays as it is. */
  public ApiKey revoke(String name, String revokedBy) {
    if (name.equals(PLATFORM)) {
      throw Problem.conflict(
          "The platform's own key is set by HEADGATE_REGISTRY_API_KEY. Set another there and start the registry again.",
          Map.of());
    }
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE api_key SET
                      revoked_at = coalesce(revoked_at, :now),
                      revoked_by = coalesce(revoked_by, :revoked_by)
                    WHERE name = :name
                    RETURNING %s
                    """
                        .formatted(COLUMNS))
                .bind("name", name)
                .bind("revoked_by", revokedBy)
                .bind("now", clock.instant())
                .mapTo(ApiKey.class)
                .findOne()
                .orElseThrow(
                    () -> Problem.notFound("There is no key named '" + name + "'. See /v1/keys.")));
  }

  /** All keys by name, also those that were revoked. */
  public List<ApiKey> page(String cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM api_key WHERE name > :cursor ORDER BY name LIMIT :limit")
                .bind("cursor", cursor)
                .bind("limit", limit)
                .mapTo(ApiKey.class)
                .list());
  }

  /** The key in force with this hash. */
  public Optional<ApiKey> inForce(byte[] hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT " + COLUMNS + " FROM api_key WHERE hash = :hash AND revoked_at IS NULL")
                .bind("hash", hash)
                .mapTo(ApiKey.class)
                .findOne());
  }

  /** Notes that a key was used. */
  public void used(String name) {
    Instant now = clock.instant();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE api_key SET last_used_at = :now
                    WHERE name = :name AND (last_used_at IS NULL OR last_used_at < :before)
                    """)
                .bind("name", name)
                .bind("now", now)
                .bind("before", now.minus(USE_IS_TOLD_EVERY))
                .execute());
  }
}
