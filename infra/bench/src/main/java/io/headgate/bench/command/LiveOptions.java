package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.drain.DrainBench;
import io.headgate.bench.drain.DrainReport;
import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.drain.RunFigures;
import io.headgate.bench.drain.Topic;
import io.headgate.bench.live.LivePipeline;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The load of the benchmarks that run while events come in. */
final class LiveOptions {
  private static final long QUICK_RATE = 1000;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Events per second; 0 measures what the job can drain, and takes half (default: ${DEFAULT-VALUE}).")
  long rate;

  @Option(
      names = "--keys",
      defaultValue = "500",
      paramLabel = "N",
      description = "Different keys per window (default: ${DEFAULT-VALUE}).")
  int keys;

  @Option(
      names = "--capacity-events",
      split = ",",
      defaultValue = "1000000,6000000",
      paramLabel = "N",
      description = "Sizes of the two runs that measure the capacity (default: ${DEFAULT-VALUE}).")
  List<Long> capacityEvents;

  /** The rate that was given, or half of what the candidate drains per second. */
  long rate(BenchSession session, BenchOptions options, Candidate candidate, PrintStream out)
      throws Exception {
    if (rate > 0) {
      return rate;
    }
    if (options.quick) {
      return QUICK_RATE;
    }
    DrainRun runner = session.drains(0);
    try (Topic small = topic(session, options, capacityEvents.get(0));
        Topic large = topic(session, options, capacityEvents.get(1))) {
      List<RunFigures> runs =
          new DrainBench(runner, List.of(candidate), out).run(List.of(small, large), keys, 1);
      double capacity =
          DrainReport.of("capacity", candidate.name(), "", runs)
              .marginals()
              .get(0)
              .eventsPerSecond();
      if (!(capacity > 0)) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot tell what %s drains: its larger run took no longer than the smaller one. Repeat it on a machine without other work, or state --rate."
                .formatted(candidate.name()));
      }
      out.printf(Locale.ROOT, "  %s drains %,.0f events per second%n", candidate.name(), capacity);
      return Math.max(1, Math.round(capacity / 2));
    }
  }

  /** A pipeline with this load, under a name of its own. */
  LivePipeline pipeline(BenchSession session, BenchOptions options, String name)
      throws IOException {
    return new LivePipeline(
        session.stack(),
        session.apply(),
        name,
        keys,
        options.seed,
        options.jvm(session.results()),
        options.patience,
        session::tell);
  }

  private Topic topic(BenchSession session, BenchOptions options, long events) throws Exception {
    return Topic.load(
        session.stack(), session.apply(), "capacity-" + events, events, keys, options.seed);
  }
}
