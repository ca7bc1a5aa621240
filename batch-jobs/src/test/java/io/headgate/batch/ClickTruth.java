package io.headgate.batch;

import static java.util.stream.Collectors.groupingBy;

import io.headgate.batch.ClickPipeline.Click;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What the clicks pipeline must make of clicks, in plain Java. */
final class ClickTruth {
  static final String VISIT = "date(window_start), shopper, events, started_at, spent";
  static final String TREND = "date(window_start), page, clicks, clicks_in_3_days";

  private ClickTruth() {}

  /** Visits as {@link #VISIT} has them; none goes on over a second midnight. */
  static List<String> visits(List<Click> clicks) {
    List<String> visits = new ArrayList<>();
    clicks.stream()
        .collect(groupingBy(Click::shopper))
        .forEach(
            (shopper, all) -> {
              List<Click> visit = new ArrayList<>();
              for (Click click :
                  all.stream().sorted(Comparator.comparing(Click::happenedAt)).toList()) {
                if (!visit.isEmpty() && !click.happenedAt().isBefore(closed(visit))) {
                  visits.add(text(shopper, visit));
                  visit.clear();
                }
                visit.add(click);
              }
              visits.add(text(shopper, visit));
            });
    return visits.stream().sorted().toList();
  }

  private static Instant closed(List<Click> visit) {
    return visit.get(visit.size() - 1).happenedAt().plus(Duration.ofMinutes(30));
  }

  private static String text(String shopper, List<Click> visit) {
    return "%s|%s|%d|%s|%d"
        .formatted(
            date(closed(visit)),
            shopper,
            visit.size(),
            visit.get(0).happenedAt(),
            visit.stream()
                .map(Click::amount)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum());
  }

  /** Trends of some days as {@link #TREND} has them. */
  static List<String> trends(List<Click> clicks, LocalDate from, int days) {
    List<String> trends = new ArrayList<>();
    for (LocalDate day : from.datesUntil(from.plusDays(days)).toList()) {
      clicks.stream()
          .filter(click -> !date(click.happenedAt()).isAfter(day))
          .filter(click -> !date(click.happenedAt()).isBefore(day.minusDays(2)))
          .collect(groupingBy(Click::page))
          .forEach(
              (page, read) ->
                  trends.add(
                      "%s|%s|%d|%d"
                          .formatted(
                              day,
                              page,
                              read.stream()
                                  .filter(click -> date(click.happenedAt()).equals(day))
                                  .count(),
                              read.size())));
    }
    return trends.stream().sorted().toList();
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
