package io.headgate.registry.gate;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Partition.Timeliness;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * When windows of a pipeline must be complete.
 *
 * @param published how long after its end a window must be complete
 * @param firstAppliedAt when the pipeline came to be; a window of the time before is owed as if it
 *     had ended then
 */
public record ServiceLevel(Duration published, Instant firstAppliedAt) {

  public Instant due(PartitionWindow window) {
    Instant owedSince = window.end().isAfter(firstAppliedAt) ? window.end() : firstAppliedAt;
    return owedSince.plus(published);
  }

  /**
   * Whether the window came, or still may come, in time.
   *
   * @param completedAt when the window was first complete, or null when it is not yet
   */
  public Timeliness timeliness(PartitionWindow window, @Nullable Instant completedAt, Instant now) {
    Instant settledAt = completedAt == null ? now : completedAt;
    return settledAt.isAfter(due(window)) ? Timeliness.LATE : Timeliness.ON_TIME;
  }

  /** The newest window that should be complete by now; empty while nothing is owed yet. */
  public Optional<PartitionWindow> newestDue(Grain grain, Instant now) {
    Instant end = now.minus(published).truncatedTo(grain.unit());
    PartitionWindow window = PartitionWindow.of(grain, end.minus(1, grain.unit()));
    return due(window).isAfter(now) ? Optional.empty() : Optional.of(window);
  }
}
