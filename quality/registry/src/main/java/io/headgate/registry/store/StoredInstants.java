package io.headgate.registry.store;

import java.sql.Timestamp;
import java.time.Instant;
import javax.annotation.Nullable;

/** Times of columns that may be empty. */
final class StoredInstants {
  private StoredInstants() {}

  @Nullable
  static Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
