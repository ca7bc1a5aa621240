package io.headgate.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time went. */
final class StepTable {
  private StepTable() {}

  static String of(List<Steps.Step> steps) {
    List<List<String>> rows = new ArrayList<>();
    for (Steps.Step step : steps) {
      rows.add(List.of(step.title(), seconds(step.seconds())));
    }
    rows.add(List.of("all", seconds(steps.stream().mapToDouble(Steps.Step::seconds).sum())));
    return new QueryResult(List.of("step", "seconds"), rows).table();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
