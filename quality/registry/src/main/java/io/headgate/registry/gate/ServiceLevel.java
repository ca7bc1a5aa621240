package io.headgate.registry.gate;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Partition.Timeliness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * When windows of a pipeline must be complete.
 *
 * @param published how long after its end a window must be complete
 * @param firstAppliedAt when the pipeline came to be; a window of the time before is owed as if it
 *     had ended then
 * @param owedFrom as {@code firstAppliedAt}, of windows that are not complete by then: when the
 *     pipeline was last applied after it had been retired
 */
public record ServiceLevel(Duration published, Instant firstAppliedAt, Instant owedFrom) {

  /** The share of its time after which a window that is not complete is worth a warning. */
  private static final int WARN_AFTER_PERCENT = 80;

  /** From when a pipeline owes that is retired. */
  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  public ServiceLevel(Duration published, Instant firstAppliedAt) {
    this(published, firstAppliedAt, firstAppliedAt);
  }

  public Instant due(PartitionWindow window) {
    return owedSince(window, owedFrom).plus(published);
  }

  /** When the team is warned of a window that is not complete. */
  public Instant warnAt(PartitionWindow window) {
    return owedSince(window, owedFrom)
        .plus(published.multipliedBy(WARN_AFTER_PERCENT).dividedBy(100));
  }

  private static Instant owedSince(PartitionWindow window, Instant from) {
    return window.end().isAfter(from) ? window.end() : from;
  }

  /**
   * The windows that the schedule asks for and that have ended by now, oldest first: from the one
   * in which the pipeline came to be, as its DAGs run them. They are all of one length, as days are
   * UTC days.
   *
   * @param endedAfter earlier ones are left out
   */
  public List<PartitionWindow> scheduled(Grain grain, Instant endedAfter, Instant now) {
    Instant first = owedFrom.truncatedTo(grain.unit());
    Instant known = endedAfter.truncatedTo(grain.unit());
    List<PartitionWindow> windows = new ArrayList<>();
    for (Instant start = first.isAfter(known) ? first : known;
        !PartitionWindow.of(grain, start).end().isAfter(now);
        start = grain.partitionEnd(start)) {
      windows.add(PartitionWindow.of(grain, start));
    }
    return windows;
  }

  /**
   * Whether the window came, or still may come, in time.
   *
   * @param completedAt when the window was first complete, or null when it is not yet
   */
  public Timeliness timeliness(PartitionWindow window, @Nullable Instant completedAt, Instant now) {
    Instant due =
        completedAt != null && completedAt.isBefore(owedFrom)
            ? owedSince(window, firstAppliedAt).plus(published)
            : due(window);
    Instant settledAt = completedAt == null ? now : completedAt;
    return settledAt.isAfter(due) ? Timeliness.LATE : Timeliness.ON_TIME;
  }

  /** The newest window that should be complete by now; empty while nothing is owed yet. */
  public Optional<PartitionWindow> newestDue(Grain grain, Instant now) {
    Instant end = now.minus(published).truncatedTo(grain.unit());
    PartitionWindow window = PartitionWindow.of(grain, end.minus(1, grain.unit()));
    return due(window).isAfter(now) ? Optional.empty() : Optional.of(window);
  }
}
