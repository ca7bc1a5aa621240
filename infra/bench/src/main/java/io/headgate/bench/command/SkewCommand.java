package io.headgate.bench.command;

import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.drain.DrainBench;
import io.headgate.bench.drain.DrainReport;
import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.drain.Marginal;
import io.headgate.bench.drain.RunFigures;
import io.headgate.bench.drain.Topic;
import io.headgate.bench.report.DrainTable;
import io.headgate.platform.job.ExitCode;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What it costs that one key has half of all events. */
@Command(
    name = "skew",
    mixinStandardHelpOptions = true,
    description =
        "Throughput of the aggregates when one key has half of all events, in one partition of the"
            + " topic, against equally frequent keys.")
public final class SkewCommand implements Callable<Integer> {
  private static final String EVEN = "equal-keys";
  private static final String SKEWED = "hot-key";
  private static final int QUICK_SMALL = 10_000;
  private static final int QUICK_LARGE = 40_000;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--keys",
      defaultValue = "500",
      paramLabel = "N",
      description = "Different keys per window (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--events-small",
      defaultValue = "300000",
      paramLabel = "N",
      description = "Events of the small run (default: ${DEFAULT-VALUE}).")
  private long small;

  @Option(
      names = "--events-large",
      defaultValue = "6000000",
      paramLabel = "N",
      description = "Events of the large run (default: ${DEFAULT-VALUE}).")
  private long large;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      small = QUICK_SMALL;
      large = QUICK_LARGE;
      rounds = 1;
    }
    try (BenchSession session = new BenchSession("skew", options, Clock.systemUTC(), out)) {
      DrainReport report = DrainReport.of("skew", EVEN, EVEN, runs(session));
      out.println(DrainTable.of(report));
      out.printf(
          Locale.ROOT,
          "Throughput with a hot key: %.2f of that with equally frequent ones.%n",
          eventsPerSecond(report, SKEWED) / eventsPerSecond(report, EVEN));
      session.finish(
          Map.of("keys", keys, "eventsSmall", small, "eventsLarge", large, "rounds", rounds),
          report);
      return report.allPassed() ? 0 : ExitCode.CHECKS_FAILED.code();
    }
  }

  private List<RunFigures> runs(BenchSession session) throws Exception {
    DrainRun runner = session.drains(0);
    List<RunFigures> runs = new ArrayList<>();
    try (Topic evenSmall = even(session, small);
        Topic evenLarge = even(session, large);
        Topic skewedSmall = skewed(session, small);
        Topic skewedLarge = skewed(session, large)) {
      for (int round = 1; round <= rounds; round++) {
        runs.addAll(bench(runner, EVEN).round(List.of(evenSmall, evenLarge), keys, round));
        runs.addAll(bench(runner, SKEWED).round(List.of(skewedSmall, skewedLarge), keys, round));
      }
    }
    return runs;
  }

  private DrainBench bench(DrainRun runner, String name) {
    return new DrainBench(runner, List.of(new HeadgateJob(name, false, false, Map.of())), out);
  }

  private Topic even(BenchSession session, long events) throws Exception {
    return Topic.load(
        session.stack(), session.apply(), "even-" + events, events, keys, options.seed);
  }

  private Topic skewed(BenchSession session, long events) throws Exception {
    return Topic.loadSkewed(
        session.stack(), session.apply(), "skewed-" + events, events, keys, options.seed);
  }

  private static double eventsPerSecond(DrainReport report, String candidate) {
    return report.marginals().stream()
        .filter(each -> each.candidate().equals(candidate))
        .mapToDouble(Marginal::eventsPerSecond)
        .findFirst()
        .orElse(Double.NaN);
  }
}
