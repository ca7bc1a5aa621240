package io.headgate.batch.backfill;

import io.headgate.platform.batch.RunForecast;
import java.util.List;
import java.util.Locale;

/** What a backfill would do, as lines of equal columns. */
public final class ForecastTable {
  private ForecastTable() {}

  /** A line per partition, and one that sums up. */
  public static String of(List<RunForecast> forecasts) {
    int datasets = forecasts.stream().mapToInt(each -> each.dataset().length()).max().orElse(1);
    int windows = forecasts.stream().mapToInt(each -> each.window().length()).max().orElse(1);
    StringBuilder table = new StringBuilder();
    for (RunForecast each : forecasts) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-" + windows + "s  %-" + datasets + "s  %-7s  %s%n",
              each.window(),
              each.dataset(),
              each.runs() ? "make" : "nothing",
              each.reason()));
    }
    long made = forecasts.stream().filter(RunForecast::runs).count();
    return table
        + String.format(Locale.ROOT, "%d of %d partitions would be made%n", made, forecasts.size());
  }
}
