package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * The window of one batch run: half-open, in UTC, aligned to the grain. It spans one partition or
 * many.
 *
 * @param grain width of one partition
 * @param start inclusive
 * @param end exclusive
 */
public record RunWindow(Grain grain, Instant start, Instant end) {
  /**
   * Checks the window.
   *
   * @throws HeadgateException with {@link ExitCode#BAD_CONFIGURATION} when the window is empty or
   *     not aligned
   */
  public RunWindow {
    requireNonNull(grain);
    if (!start.isBefore(end)) {
      throw refused(start, end, "its start is not before its end");
    }
    if (!grain.isAligned(start) || !grain.isAligned(end)) {
      throw refused(start, end, "it does not begin and end on whole " + grain.unit() + " in UTC");
    }
  }

  private static HeadgateException refused(Instant start, Instant end, String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot run the window [%s, %s): %s. Give --window-start and --window-end as instants such as 2026-11-12T00:00:00Z, the end exclusive."
            .formatted(start, end, reason));
  }

  /** Starts of the partitions, ascending. */
  public List<Instant> partitionStarts() {
    return Stream.iterate(start, at -> at.isBefore(end), grain::partitionEnd).toList();
  }

  /** Registry keys of the partitions, ascending. */
  public List<String> partitionKeys() {
    return partitionStarts().stream().map(grain::partitionKey).toList();
  }

  /** Starts of the windows of its rows, ascending; a partition holds one or many. */
  public List<Instant> windowStarts() {
    return Stream.iterate(start, at -> at.isBefore(end), at -> at.plus(1, grain.windowUnit()))
        .toList();
  }

  /** The same time cut into the partitions of another grain, which must fit into it. */
  public RunWindow in(Grain other) {
    return new RunWindow(other, start, end);
  }

  /** The dates that the window touches, ascending. */
  public List<LocalDate> dates() {
    LocalDate last = LocalDate.ofInstant(end.minusNanos(1), ZoneOffset.UTC);
    return LocalDate.ofInstant(start, ZoneOffset.UTC).datesUntil(last.plusDays(1)).toList();
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }

  /** The window as people read it: {@code 2026-11-12} or {@code 2026-11-12..2026-11-19}. */
  @Override
  public String toString() {
    List<String> keys = partitionKeys();
    return keys.size() == 1 ? keys.get(0) : keys.get(0) + ".." + keys.get(keys.size() - 1);
  }
}
