package io.headgate.registry.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/** Who asks gates, so that it is known who reads. */
public final class GateConsumers {
  /** Some ask every second; it is enough to know the hour. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final int MOST_REMEMBERED = 10_000;

  private final Jdbi jdbi;
  private final Clock clock;
  private final Map<Asked, Instant> told = new ConcurrentHashMap<>();

  private record Asked(String dataset, String consumer) {}

  public GateConsumers(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Notes that a consumer asked the gate of a dataset; one that is not known is left alone. */
  public void asked(String dataset, String consumer) {
    Asked asked = new Asked(dataset, consumer);
    Instant now = clock.instant();
    Instant before = told.get(asked);
    if (before != null && now.isBefore(before.plus(PAUSE))) {
      return;
    }
    if (told.size() >= MOST_REMEMBERED) {
      told.clear();
    }
    told.put(asked, now);
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO gate_consumer (dataset, consumer, first_at, last_at)
                    SELECT name, :consumer, :now, :now FROM dataset WHERE name = :dataset
                    ON CONFLICT (dataset, consumer) DO UPDATE SET last_at = excluded.last_at
                    """)
                .bind("dataset", dataset)
                .bind("consumer", consumer)
                .bind("now", now)
                .execute());
  }
}
