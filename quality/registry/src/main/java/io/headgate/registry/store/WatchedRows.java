package io.headgate.registry.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far the watches have looked, and which process may look. */
final class WatchedRows {
  private final Handle handle;
  private final String watch;

  WatchedRows(Handle handle, String watch) {
    this.handle = handle;
    this.watch = watch;
  }

  /** Whether this transaction is the only one that looks; two registries may share a database. */
  boolean claim() {
    return handle
        .createQuery("SELECT pg_try_advisory_xact_lock(hashtext('watch'), hashtext(:watch))")
        .bind("watch", watch)
        .mapTo(Boolean.class)
        .one();
  }

  /** Empty before the first look. */
  Optional<Instant> lookedAt() {
    return handle
        .createQuery("SELECT looked_at FROM watched WHERE watch = :watch")
        .bind("watch", watch)
        .mapTo(Instant.class)
        .findOne();
  }

  void looked(Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO watched (watch, looked_at) VALUES (:watch, :now)
            ON CONFLICT (watch) DO UPDATE SET looked_at = excluded.looked_at
            """)
        .bind("watch", watch)
        .bind("now", now)
        .execute();
  }
}
