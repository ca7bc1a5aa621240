package io.headgate.bench.batch;

import io.headgate.bench.batch.CostMeter.Measured;
import io.headgate.bench.oracle.LakeFiles;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Rollups of an hour each, in one warm process: minutes from raw, hours from minutes, and the same
 * hours from raw. The first hour is made before anything counts.
 */
final class LevelsBench {
  private static final String LEVELS = "rollup from the level below, times cheaper than from raw";
  private static final String DUCKDB = "rollup from raw, time over DuckDB's on the same Parquet";

  private final LevelsLake lake;
  private final CostMeter meter;
  private final int rounds;
  private final Consumer<String> tell;
  private final List<Cost> ofRaw = new ArrayList<>();
  private final List<Cost> ofLevel = new ArrayList<>();
  private final List<Double> minutes = new ArrayList<>();
  private final List<Double> minutesComputed = new ArrayList<>();

  LevelsBench(LevelsLake lake, CostMeter meter, int rounds, Consumer<String> tell) {
    this.lake = lake;
    this.meter = meter;
    this.rounds = rounds;
    this.tell = tell;
  }

  /** Fills raw and makes all levels. */
  void run(long eventsPerHour) throws Exception {
    for (int hour = 0; hour <= rounds; hour++) {
      lake.fillHour(hour, eventsPerHour);
      tell.accept(String.format(Locale.ROOT, "raw has %,d events", (hour + 1) * eventsPerHour));
    }
    for (int hour = 0; hour <= rounds; hour++) {
      Measured<RunOutcome> minutely = measured(LevelsLake.MINUTELY, hour);
      Measured<RunOutcome> raw = measured(LevelsLake.HOURLY_OF_RAW, hour);
      Measured<RunOutcome> level = measured(LevelsLake.HOURLY, hour);
      if (hour > 0) {
        minutes.add(minutely.cost().seconds());
        minutesComputed.add(seconds(minutely.result().phases().get("stage")));
        ofRaw.add(raw.cost());
        ofLevel.add(level.cost());
      }
    }
    requireEqualLevels();
  }

  private Measured<RunOutcome> measured(String rollup, int hour) throws Exception {
    Callable<RunOutcome> run = () -> lake.run(rollup, hour);
    Measured<RunOutcome> measured = meter.measure(run);
    tell.accept(
        "%s of hour %d%s: %s"
            .formatted(rollup, hour, hour == 0 ? ", does not count" : "", measured.cost()));
    return measured;
  }

  /** A cheap rollup that is wrong would be no success. */
  private void requireEqualLevels() {
    String columns =
        "window_start, window_end, site, country, clicks, amount_cents, shortest_ms, longest_ms";
    String select = "SELECT " + columns + " FROM lake.rollup.";
    long rows = lake.spark().sql(select + LevelsLake.HOURLY).count();
    long different =
        lake.spark()
            .sql(
                "(%1$s%2$s EXCEPT ALL %1$s%3$s) UNION ALL (%1$s%3$s EXCEPT ALL %1$s%2$s)"
                    .formatted(select, LevelsLake.HOURLY, LevelsLake.HOURLY_OF_RAW))
            .count();
    if (different > 0 || rows != (rounds + 1L) * LevelsLake.SITES * LevelsLake.COUNTRIES) {
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot compare the levels: %d rows, of which %d differ".formatted(rows, different));
    }
  }

  Goal levels(long eventsPerHour) {
    Cost raw = Cost.median(ofRaw);
    Cost level = Cost.median(ofLevel);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put(
        "events per group and minute",
        eventsPerHour / 60 / LevelsLake.SITES / LevelsLake.COUNTRIES);
    figures.put("an hour from raw", raw);
    figures.put("the same hour from its minutes", level);
    figures.put(
        "the whole process, times cheaper",
        String.format(Locale.ROOT, "%.1f", raw.cpuSeconds() / level.cpuSeconds()));
    return Goal.atLeast(LEVELS, raw.taskSeconds() / level.taskSeconds(), 20, figures);
  }

  /** Runs DuckDB over the same hours, and compares. */
  Goal duckDb(Connection catalog, int threads) throws Exception {
    LakeFiles files = LakeFiles.of(catalog, LevelsLake.RAW);
    List<Double> theirs = new ArrayList<>();
    try (DuckDbRollup duckdb = new DuckDbRollup(files.paths(), threads)) {
      for (int hour = 0; hour <= rounds; hour++) {
        double seconds = duckdb.seconds(LevelsLake.hour(hour), LevelsLake.hour(hour + 1));
        tell.accept(String.format(Locale.ROOT, "DuckDB's hour %d: %.2f s", hour, seconds));
        if (hour > 0) {
          theirs.add(seconds);
        }
      }
    }
    double duckdb = Cost.middle(theirs);
    double computed = Cost.middle(minutesComputed);
    double whole = Cost.middle(minutes);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("DuckDB, its Parquet written", text(duckdb));
    figures.put("ours, staged in Iceberg", text(computed));
    figures.put(
        "ours with checks, publishing, ClickHouse and record",
        text(whole) + String.format(Locale.ROOT, ", %.2f times DuckDB's", whole / duckdb));
    return Goal.atMost(DUCKDB, computed / duckdb, 3, figures);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String text(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
