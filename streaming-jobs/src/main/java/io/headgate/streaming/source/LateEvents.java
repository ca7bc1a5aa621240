package io.headgate.streaming.source;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Which valid events a windowed aggregate cannot count, because their windows are closed: Spark
 * drops what belongs to a window that ends at or before the watermark. Travels to the tasks.
 *
 * @param eventTimeSlot column of the event time
 * @param watermark in microseconds, the one by which Spark judges the batch's late events
 * @param window the windows of the aggregate
 * @param wholeEvents whether an event that is itself at or before the watermark is dropped from all
 *     its windows, as Spark's deduplication does
 */
public record LateEvents(int eventTimeSlot, long watermark, Window window, boolean wholeEvents)
    implements Serializable {
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);

  public LateEvents {
    requireNonNull(window);
  }

  /** The windows that an event belongs to; all in microseconds. */
  public sealed interface Window extends Serializable {}

  /**
   * Windows at fixed times.
   *
   * @param size of a window
   * @param slide between the starts of two windows; the size for tumbling windows
   * @param offset of a window's start from the epoch
   */
  public record Fixed(long size, long slide, long offset) implements Window {
    public Fixed {
      if (size <= 0 || slide <= 0) {
        throw new IllegalArgumentException("No window: size %d, slide %d".formatted(size, slide));
      }
    }
  }

  /**
   * Windows that end when nothing has come for a while.
   *
   * @param gap how long that is
   */
  public record Session(long gap) implements Window {}

  /**
   * Counts the windows that lack the event: for fixed windows by their start, for sessions, which
   * have none without their events, by the hour of the event.
   */
  void count(InternalRow event, EventTally tally) {
    long time = event.getLong(eventTimeSlot);
    // Every window ends behind its events.
    if (time > watermark) {
      return;
    }
    boolean isLate = false;
    if (window instanceof Session session) {
      if (wholeEvents || time + session.gap() <= watermark) {
        tally.countLateIn(time - Math.floorMod(time, HOUR));
        isLate = true;
      }
    } else if (window instanceof Fixed fixed) {
      long last = time - Math.floorMod(time - fixed.offset(), fixed.slide());
      for (long start = last; start > time - fixed.size(); start -= fixed.slide()) {
        if (wholeEvents || start + fixed.size() <= watermark) {
          tally.countLateIn(start);
          isLate = true;
        }
      }
    }
    if (isLate) {
      tally.countLate();
    }
  }
}
