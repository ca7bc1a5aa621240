package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * How the newest batch of a streaming query went.
 *
 * @param epoch its number
 * @param startedAt when its trigger began
 * @param phases time per phase, by Spark's names, for example {@code addBatch}; {@link #WHOLE} is
 *     the sum
 * @param watermark the event-time watermark that it ran with; null for a query without one, and
 *     before the first event
 */
public record BatchProgress(
    long epoch, Instant startedAt, Map<String, Duration> phases, @Nullable Instant watermark) {
  /** The phase that holds all others. */
  public static final String WHOLE = "triggerExecution";

  public BatchProgress {
    requireNonNull(startedAt);
    phases = Map.copyOf(phases);
  }

  /** From the beginning of the trigger to the commit of the checkpoint. */
  public Duration took() {
    return phases.getOrDefault(WHOLE, Duration.ZERO);
  }
}
