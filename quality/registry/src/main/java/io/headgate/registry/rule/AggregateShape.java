package io.headgate.registry.rule;

import static java.util.stream.Collectors.toCollection;

import io.headgate.platform.contract.Aggregate;
import io.headgate.registry.consumer.SqlWords;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an aggregate's rows look like, as far as its SQL and recorded lineage tell; Spark, which
 * knows, is not asked.
 *
 * @param measures names that may be measures
 * @param window width of its windows; empty when the SQL does not tell
 */
record AggregateShape(Set<String> measures, Optional<Duration> window) {
  private static final Set<String> BOUNDS = Set.of("window_start", "window_end");

  /** What may stand behind AS in a cast. */
  private static final Set<String> TYPES =
      Set.of(
          "bigint",
          "binary",
          "boolean",
          "date",
          "decimal",
          "double",
          "float",
          "int",
          "integer",
          "long",
          "smallint",
          "string",
          "timestamp");

  private static final Pattern WINDOW =
      Pattern.compile("(?i)\\bwindow\\s*\\(\\s*[\\w.`]+\\s*,\\s*'([^']*)'\\s*\\)");
  private static final Pattern PERIOD = Pattern.compile("(\\d{1,6})\\s+([a-z]+?)s?");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "second", Duration.ofSeconds(1),
          "minute", Duration.ofMinutes(1),
          "hour", Duration.ofHours(1),
          "day", Duration.ofDays(1),
          "week", Duration.ofDays(7));

  /**
   * Reads an aggregate.
   *
   * @param recorded columns of it that lineage knows
   */
  static AggregateShape of(Aggregate aggregate, Set<String> recorded) {
    Set<String> measures =
        Stream.concat(SqlWords.of(aggregate.sql()).aliases().stream(), recorded.stream())
            .filter(name -> !BOUNDS.contains(name) && !TYPES.contains(name))
            .filter(name -> !aggregate.key().contains(name))
            .collect(toCollection(TreeSet::new));
    return new AggregateShape(measures, window(aggregate.sql()));
  }

  private static Optional<Duration> window(String sql) {
    Set<String> widths = new TreeSet<>();
    Matcher windows = WINDOW.matcher(sql);
    while (windows.find()) {
      widths.add(windows.group(1).strip().toLowerCase(Locale.ROOT));
    }
    return widths.size() == 1 ? period(widths.iterator().next()) : Optional.empty();
  }

  private static Optional<Duration> period(String text) {
    Matcher period = PERIOD.matcher(text);
    if (!period.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(UNITS.get(period.group(2)))
        .map(unit -> unit.multipliedBy(Long.parseLong(period.group(1))));
  }
}
