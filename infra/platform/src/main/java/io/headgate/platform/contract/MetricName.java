package io.headgate.platform.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number that people ask for by name: a measure of an aggregate or of a rollup.
 *
 * @param table the aggregate's or the rollup's name, for example {@code
 *     departures_by_origin_hourly}
 * @param measure a column of it that is neither a bound of the window nor a key
 */
public record MetricName(String table, String measure) {
  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_]*)\\.([a-z][a-z0-9_]*)");

  public MetricName {
    check(table + "." + measure);
  }

  /**
   * Reads {@code <table>.<measure>}.
   *
   * @throws IllegalArgumentException if it has another form, with a text for whoever asked
   */
  @JsonCreator
  public static MetricName of(String name) {
    Matcher parts = check(name);
    return new MetricName(parts.group(1), parts.group(2));
  }

  private static Matcher check(String name) {
    Matcher parts = FORM.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "Cannot read metric name '%s': it is not <table>.<measure>. Name an aggregate or a rollup, a dot and one of its measures, for example departures_by_origin_hourly.flights."
              .formatted(name));
    }
    return parts;
  }

  @JsonValue
  @Override
  public String toString() {
    return table + "." + measure;
  }
}
