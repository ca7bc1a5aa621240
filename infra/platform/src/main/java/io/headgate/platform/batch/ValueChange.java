package io.headgate.platform.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.batch.ServingPublisher.Status;
import io.headgate.platform.contract.Rollup;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * A value that readers saw and that a run changes.
 *
 * @param key start of the window, then the dimensions, as text
 * @param measure column
 * @param before as text; null when it was null, or there was no such row
 * @param after as text; null when it is null, or there is no such row any more
 * @param statusBefore {@code provisional}, {@code final} or {@code corrected}
 */
record ValueChange(
    List<String> key,
    String measure,
    @Nullable String before,
    @Nullable String after,
    String statusBefore) {
  /** Sums of doubles depend on the order of their terms. */
  private static final double ROUNDING = 1e-9;

  private static final List<String> WINDOW = List.of("window_start", "window_end");

  Instant windowStart() {
    return Instant.parse(key.get(0));
  }

  /**
   * Every value that differs. A window of which nobody saw a row, and that was not published, has
   * none: its values are new and not changed.
   *
   * @param columns of the rollup
   * @param statuses of the windows that were published
   * @param before rows of ClickHouse; what a stream added to a published window is not shown
   * @param after the rows that take their place
   */
  static List<ValueChange> between(
      Rollup rollup,
      String[] columns,
      Map<Instant, Status> statuses,
      Collection<? extends JsonNode> before,
      Collection<? extends JsonNode> after) {
    List<String> measures =
        Arrays.stream(columns)
            .filter(name -> !WINDOW.contains(name) && !rollup.key().contains(name))
            .toList();
    Map<List<String>, JsonNode> old = new LinkedHashMap<>();
    Set<Instant> seen = new HashSet<>(statuses.keySet());
    for (JsonNode row : before) {
      Instant start = ServingPublisher.windowStart(row);
      if (ServingPublisher.isOfBatch(row) || !statuses.containsKey(start)) {
        old.put(ServingPublisher.key(rollup, row), row);
        seen.add(start);
      }
    }
    Map<List<String>, JsonNode> current = new LinkedHashMap<>();
    after.forEach(row -> current.put(ServingPublisher.key(rollup, row), row));
    Set<List<String>> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(current.keySet());
    List<ValueChange> changes = new ArrayList<>();
    for (List<String> key : keys) {
      Instant start = Instant.parse(key.get(0));
      if (seen.contains(start)) {
        String status = statuses.containsKey(start) ? statuses.get(start).status() : "provisional";
        for (String measure : measures) {
          String was = text(old.get(key), measure);
          String is = text(current.get(key), measure);
          if (!same(was, is)) {
            changes.add(new ValueChange(key, measure, was, is, status));
          }
        }
      }
    }
    return changes;
  }

  @Nullable
  private static String text(@Nullable JsonNode row, String measure) {
    return row == null || row.path(measure).isNull() ? null : row.path(measure).asText();
  }

  /** Texts of the same numbers, or instants, may differ: {@code 1} and {@code 1.0}. */
  private static boolean same(@Nullable String one, @Nullable String other) {
    if (Objects.equals(one, other) || one == null || other == null) {
      return Objects.equals(one, other);
    }
    try {
      double left = Double.parseDouble(one);
      double right = Double.parseDouble(other);
      return Math.abs(left - right) <= ROUNDING * Math.max(Math.abs(left), Math.abs(right));
    } catch (NumberFormatException e) {
      return sameInstant(one, other);
    }
  }

  private static boolean sameInstant(String one, String other) {
    try {
      return Instant.parse(one).equals(Instant.parse(other));
    } catch (DateTimeException e) {
      return false;
    }
  }
}
