package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.candidate.PlainSpark;
import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.drain.RunFigures;
import io.headgate.bench.drain.Topic;
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

/** Resident memory of the driver while as many groups are open as given. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Peak memory of the aggregate driver with a million open groups.")
public final class MemoryCommand implements Callable<Integer> {
  private static final int QUICK_GROUPS = 20_000;

  /** All events fall into so much event time, far less than the watermark waits. */
  private static final int SECONDS = 50;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--groups",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Groups that stay open, at least (default: ${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--events-per-group",
      defaultValue = "3",
      paramLabel = "N",
      description = "Mean (default: ${DEFAULT-VALUE}).")
  private int eventsPerGroup;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      groups = QUICK_GROUPS;
    }
    long events = (long) groups * eventsPerGroup;
    List<Candidate> candidates =
        List.of(
            new HeadgateJob("headgate", false, false, Map.of()),
            new PlainSpark("plain-spark", false, 0));
    List<RunFigures> runs = new ArrayList<>();
    try (BenchSession session = new BenchSession("memory", options, Clock.systemUTC(), out)) {
      DrainRun runner = session.drains(500_000);
      try (Topic topic =
          Topic.load(
              session.stack(),
              session.apply(),
              "memory",
              events,
              groups,
              options.seed,
              Math.max(1, events / SECONDS))) {
        for (Candidate candidate : candidates) {
          RunFigures run =
              runner.run(
                  candidate, topic, groups, 1, "memory_" + candidate.name().replace('-', '_'));
          runs.add(run);
          out.printf(
              Locale.ROOT,
              "%-12s about %,d open groups, heap %s: peak %,d MiB, CPU %.1f s, %.1f s; oracle: %s%n",
              run.candidate(),
              groups,
              options.heap,
              run.peakBytes() >> 20,
              run.cpuSeconds(),
              run.wallSeconds(),
              run.verdict());
        }
      }
      session.finish(Map.of("groups", groups, "events", events, "heap", options.heap), runs);
    }
    return runs.stream().allMatch(RunFigures::passed) ? 0 : ExitCode.CHECKS_FAILED.code();
  }
}
