package io.headgate.bench.command;

import io.headgate.bench.batch.BatchBench;
import io.headgate.bench.batch.Goal;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench batch}. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description =
        "What rollups, clustering and checks cost, as ratios of one run: to the level below, to"
            + " DuckDB, to a bin-packed table, to a plain scan.",
    footer = {"", "A goal that is missed is told with its figure, and is no failure."})
public final class BatchCommand implements Callable<Integer> {
  private static final long QUICK_EVENTS = 60_000;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Only these of rollup, duckdb, zorder and checks.")
  private List<String> only = BatchBench.PARTS;

  @Option(
      names = "--events",
      defaultValue = "3000000",
      paramLabel = "N",
      description = "Raw events of each window (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Rounds, after one that does not count; medians (default: ${DEFAULT-VALUE}).")
  private int rounds;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (!BatchBench.PARTS.containsAll(only)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot measure %s: there is none of some name. Use some of %s."
              .formatted(String.join(", ", only), String.join(", ", BatchBench.PARTS)));
    }
    if (options.quick) {
      events = QUICK_EVENTS;
      rounds = 1;
    }
    System.setProperty("spark.master", "local[" + options.cores + "]");
    try (BenchSession session = new BenchSession("batch", options, Clock.systemUTC(), out)) {
      List<Goal> goals =
          new BatchBench(
                  session.stack(),
                  session.apply(),
                  events,
                  rounds,
                  options.cores,
                  options.seed,
                  options.patience,
                  session::tell)
              .run(only);
      session.finish(
          Map.of("events", events, "rounds", rounds, "seed", options.seed, "only", only), goals);
      return 0;
    }
  }
}
