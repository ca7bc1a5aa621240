package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A key to the registry, without the key itself.
 *
 * @param name who or what uses it
 * @param role what it may be used for: {@code READER}, {@code PRODUCER}, {@code ENGINEER} or {@code
 *     OPERATOR}, each with those before it
 * @param createdBy name of the key by which it was made; {@code environment} for the platform's own
 * @param lastUsedAt to the minute, or null when it was never used
 * @param revokedAt null while it is in force
 * @param revokedBy name of the key by which it was revoked, or null
 */
public record ApiKey(
    String name,
    String role,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt,
    @Nullable String revokedBy) {
  public ApiKey {
    requireNonNull(name);
    requireNonNull(role);
    requireNonNull(createdBy);
    requireNonNull(createdAt);
  }

  /** Who holds a key that is in force, and what it may be used for. */
  public record Holder(String name, String role) {
    public Holder {
      requireNonNull(name);
      requireNonNull(role);
    }
  }

  /**
   * A key that was just made.
   *
   * @param key the key itself, which is told here and never again
   */
  public record Issued(String name, String role, String key) {
    public Issued {
      requireNonNull(name);
      requireNonNull(role);
      requireNonNull(key);
    }

    /** Without the key, so that no log has it. */
    @Override
    public String toString() {
      return "Issued[" + name + ", " + role + "]";
    }
  }
}
