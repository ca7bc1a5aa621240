package io.headgate.registry.gate;

import io.headgate.platform.registry.Incident;
import java.time.Instant;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * A window that the schedule asks for.
 *
 * @param key partition key
 * @param completedAt when it was complete, or null while it is not
 */
public record OwedWindow(String key, PartitionWindow window, @Nullable Instant completedAt) {
  /**
   * What is to be told of it: {@link Incident#PARTITION_LATE}, {@link Incident#SLA_AT_RISK} or
   * nothing.
   *
   * @param lookedAt when it was looked at before, or null: never. What was complete then has been
   *     judged, and what fell due and was made good since was late all the same
   */
  public Optional<String> notice(ServiceLevel level, @Nullable Instant lookedAt, Instant now) {
    Instant due = level.due(window);
    if (completedAt == null) {
      if (now.isAfter(due)) {
        return Optional.of(Incident.PARTITION_LATE);
      }
      return now.isBefore(level.warnAt(window))
          ? Optional.empty()
          : Optional.of(Incident.SLA_AT_RISK);
    }
    boolean unseen = lookedAt != null && due.isAfter(lookedAt) && !due.isAfter(now);
    return unseen && completedAt.isAfter(due)
        ? Optional.of(Incident.PARTITION_LATE)
        : Optional.empty();
  }
}
