package io.headgate.platform.batch;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import javax.annotation.Nullable;

/** The days that a backfill may take. */
public final class BackfillDays {
  private static final String PARTITION = "event_date=";

  private BackfillDays() {}

  /**
   * The days from the first to the last, both included.
   *
   * @param raw the pipeline's raw dataset
   * @param kept how long the contract keeps a day of it from its end on; null: for ever
   * @throws HeadgateException with BAD_CONFIGURATION when there is no such day, or the days reach
   *     before the first that raw ever had or still keeps, or behind the last that is over
   */
  public static List<LocalDate> of(
      RegistryClient registry,
      String raw,
      @Nullable Duration kept,
      LocalDate from,
      LocalDate to,
      Instant now) {
    if (to.isBefore(from)) {
      throw refused(from, to, "the first day is after the last", "Exchange them");
    }
    LocalDate first =
        registry.partitions(raw).stream()
            .map(partition -> partition.partitionKey())
            .filter(key -> key.startsWith(PARTITION))
            .map(key -> LocalDate.parse(key.substring(PARTITION.length())))
            .min(LocalDate::compareTo)
            .orElseThrow(
                () ->
                    refused(
                        from,
                        to,
                        raw + " has never had an event",
                        "Wait for the stream (headgate status)"));
    if (from.isBefore(first)) {
      throw refused(
          from,
          to,
          "%s begins with %s, and what was before it would be made empty".formatted(raw, first),
          "Begin with %s".formatted(first));
    }
    LocalDate firstKept =
        kept == null ? first : LocalDate.ofInstant(now.minus(kept), ZoneOffset.UTC);
    if (from.isBefore(firstKept)) {
      throw refused(
          from,
          to,
          "%s keeps a day for %s from its end on (retention.raw), and what was before %s would be made of nothing"
              .formatted(raw, kept, firstKept),
          "Begin with %s; what is published of the days before it stays".formatted(firstKept));
    }
    Instant frontier = registry.dataset(raw).map(Dataset::frontier).orElse(Instant.EPOCH);
    LocalDate last = LocalDate.ofInstant(frontier, ZoneOffset.UTC).minusDays(1);
    if (to.isAfter(last)) {
      throw refused(
          from,
          to,
          "%s has been read up to %s, so %s is the last day that is over"
              .formatted(raw, frontier, last),
          "End with %s; the schedule makes later days by itself".formatted(last));
    }
    return from.datesUntil(to.plusDays(1)).toList();
  }

  private static HeadgateException refused(
      LocalDate from, LocalDate to, String reason, String remedy) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot backfill %s to %s: %s. %s.".formatted(from, to, reason, remedy));
  }
}
