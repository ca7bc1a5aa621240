package io.headgate.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the rollups must say, computed in plain Java from the flights. */
final class Truth {
  private Truth() {}

  /** Rows as text, sorted: window start, key, flights, average and largest delay, share delayed. */
  static List<String> byDay(Collection<Flight> flights, Function<Flight, String> key) {
    return rows(flights, flight -> flight.date().atStartOfDay(ZoneOffset.UTC).toInstant(), key);
  }

  static List<String> byHour(Collection<Flight> flights, Function<Flight, String> key) {
    return rows(
        flights,
        flight ->
            Instant.ofEpochSecond(
                flight.scheduledAt().getEpochSecond() / 3600 * Duration.ofHours(1).toSeconds()),
        key);
  }

  private static List<String> rows(
      Collection<Flight> flights, Function<Flight, Instant> window, Function<Flight, String> key) {
    Map<String, Flight> once = new LinkedHashMap<>();
    flights.forEach(flight -> once.putIfAbsent(flight.eventId(), flight));
    Map<String, List<Flight>> groups =
        once.values().stream()
            .collect(
                Collectors.groupingBy(
                    flight -> window.apply(flight) + "|" + key.apply(flight),
                    TreeMap::new,
                    Collectors.toList()));
    List<String> rows = new ArrayList<>();
    groups.forEach((group, members) -> rows.add(group + "|" + measures(members)));
    return rows;
  }

  private static String measures(List<Flight> flights) {
    IntSummaryStatistics delays =
        flights.stream().mapToInt(Flight::delayMinutes).summaryStatistics();
    double delayed = flights.stream().filter(flight -> flight.delayMinutes() > 15).count();
    return text(delays.getCount(), delays.getAverage(), delays.getMax(), delayed / flights.size());
  }

  /** Measures of one row. */
  static String text(long flights, double average, int largest, double share) {
    return String.format(Locale.ROOT, "%d|%.6f|%d|%.6f", flights, average, largest, share);
  }

  static Function<Flight, String> byOrigin() {
    return Flight::origin;
  }

  static Function<Flight, String> byRoute() {
    return flight -> flight.origin() + "|" + flight.destination();
  }
}
