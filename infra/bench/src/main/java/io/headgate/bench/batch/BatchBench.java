package io.headgate.bench.batch;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parts of {@code headgate bench batch}, one after the other on one lake.
 *
 * @param events of each window
 * @param rounds that count
 * @param threads of DuckDB; Spark has as many
 * @param seed of the queries
 * @param patience with a job that is submitted
 * @param tell progress, for people
 */
public record BatchBench(
    BenchStack stack,
    PipelineApply apply,
    long events,
    int rounds,
    int threads,
    long seed,
    Duration patience,
    Consumer<String> tell) {
  private static final String ROLLUP = "rollup";
  private static final String DUCKDB = "duckdb";
  private static final String ZORDER = "zorder";
  private static final String CHECKS = "checks";

  // Files are cut at a thousand rows at the earliest.
  private static final long ROWS_FOR_FILES = 500_000;

  /** Their names. */
  public static final List<String> PARTS = List.of(ROLLUP, DUCKDB, ZORDER, CHECKS);

  /**
   * Runs some of them, and tells each goal as soon as it is measured.
   *
   * @param parts of {@link #PARTS}
   */
  public List<Goal> run(List<String> parts) throws Exception {
    List<Goal> goals = new ArrayList<>();
    try (LevelsLake lake = new LevelsLake(stack, apply)) {
      CostMeter meter = new CostMeter(lake.spark());
      if (parts.contains(ROLLUP) || parts.contains(DUCKDB)) {
        LevelsBench levels = new LevelsBench(lake, meter, rounds, tell);
        levels.run(events);
        if (parts.contains(ROLLUP)) {
          told(goals, levels.levels(events));
        }
        if (parts.contains(DUCKDB)) {
          try (Connection catalog = stack.catalog()) {
            told(goals, levels.duckDb(catalog, threads));
          }
        }
      } else if (parts.contains(CHECKS)) {
        lake.fillHour(0, events);
      }
      if (parts.contains(CHECKS)) {
        told(goals, new ChecksBench(lake, meter, tell).run(rounds));
      }
      if (parts.contains(ZORDER)) {
        told(
            goals,
            new ClusteringBench(lake, stack, patience, tell)
                .run(Math.max(events / 2, ROWS_FOR_FILES), seed));
      }
    }
    return goals;
  }

  /** Told at once: a later part may fail. */
  private void told(List<Goal> goals, Goal goal) {
    goals.add(goal);
    tell.accept(goal.toString());
  }
}
