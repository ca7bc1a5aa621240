package io.headgate.platform.apply;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sessions and funnel in plain Java, from all clicks at once. */
final class ClickTruth {
  private ClickTruth() {}

  /** {@code day|shopper|started_at|ended_at|events|first_page|spent}, sorted. */
  static List<String> sessions(List<Click> clicks, Duration gap) {
    List<String> rows = new ArrayList<>();
    byShopper(clicks.stream().filter(click -> !click.page().equals("heartbeat")).toList())
        .values()
        .forEach(
            events -> {
              List<Click> open = new ArrayList<>();
              LocalDate chainBegan = null;
              for (Click click : events) {
                Click before = open.isEmpty() ? null : open.get(open.size() - 1);
                LocalDate closes = closingDay(click, gap);
                boolean joins =
                    before != null && click.happenedAt().isBefore(before.happenedAt().plus(gap));
                boolean overMidnight = joins && closes.isAfter(closingDay(before, gap));
                if (!joins || (overMidnight && chainBegan.isBefore(closes.minusDays(1)))) {
                  close(open, gap, rows);
                }
                if (!joins) {
                  chainBegan = closes;
                }
                open.add(click);
              }
              close(open, gap, rows);
            });
    return rows.stream().sorted().toList();
  }

  private static LocalDate closingDay(Click click, Duration gap) {
    return LocalDate.ofInstant(click.happenedAt().plus(gap), ZoneOffset.UTC);
  }

  private static void close(List<Click> open, Duration gap, List<String> rows) {
    if (open.isEmpty()) {
      return;
    }
    Click last = open.get(open.size() - 1);
    rows.add(
        "%sT00:00:00Z|%s|%s|%s|%d|%s|%d"
            .formatted(
                closingDay(last, gap),
                last.shopper(),
                open.get(0).happenedAt(),
                last.happenedAt(),
                open.size(),
                open.stream().min(Comparator.comparing(Click::eventId)).orElseThrow().page(),
                open.stream().mapToLong(click -> amount(click)).sum()));
    open.clear();
  }

  /** {@code day|shopper|steps|furthest step|attempts}, sorted: every attempt followed by itself. */
  static List<String> checkout(List<Click> clicks, Duration within) {
    List<String> names = List.of("view", "cart", "paid");
    Map<String, int[]> days = new TreeMap<>();
    byShopper(clicks)
        .forEach(
            (shopper, events) -> {
              for (int i = 0; i < events.size(); i++) {
                if (takes(events.get(i), 1)) {
                  Instant over = events.get(i).happenedAt().plus(within);
                  int steps = steps(events.subList(i, events.size()), over);
                  int[] day =
                      days.computeIfAbsent(
                          over.truncatedTo(ChronoUnit.DAYS) + "|" + shopper, key -> new int[2]);
                  day[0] = Math.max(day[0], steps);
                  day[1]++;
                }
              }
            });
    return days.entrySet().stream()
        .map(
            day ->
                "%s|%d|%s|%d"
                    .formatted(
                        day.getKey(),
                        day.getValue()[0],
                        names.get(day.getValue()[0] - 1),
                        day.getValue()[1]))
        .sorted()
        .toList();
  }

  private static int steps(List<Click> from, Instant over) {
    int taken = 0;
    for (Click click : from) {
      if (taken < 3 && click.happenedAt().isBefore(over) && takes(click, taken + 1)) {
        taken++;
      }
    }
    return taken;
  }

  private static boolean takes(Click click, int step) {
    return switch (step) {
      case 1 -> click.page().equals("product");
      case 2 -> click.page().equals("cart");
      default -> click.page().equals("paid") && amount(click) > 0;
    };
  }

  private static long amount(Click click) {
    return click.amount() == null ? 0 : click.amount();
  }

  private static Map<String, List<Click>> byShopper(List<Click> clicks) {
    return clicks.stream()
        .filter(click -> click.shopper() != null)
        .sorted(Comparator.comparing(Click::happenedAt).thenComparing(Click::eventId))
        .collect(Collectors.groupingBy(Click::shopper, TreeMap::new, Collectors.toList()));
  }
}
