package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.live.LivePipeline;
import io.headgate.bench.load.PacedLoad;
import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How long a job takes to be up to date again after it was stopped while events went on coming in,
 * and go on. Up to date is: what it has not committed came in within the last five seconds.
 */
@Command(
    name = "catchup",
    mixinStandardHelpOptions = true,
    description = "Time until a job that was stopped at half load is up to date again.")
public final class CatchupCommand implements Callable<Integer> {
  private static final long UP_TO_DATE_SECONDS = 5;

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = "--outage",
      defaultValue = "PT10M",
      paramLabel = "DURATION",
      description = "How long the job is stopped (default: ${DEFAULT-VALUE}).")
  private Duration outage;

  @Option(
      names = "--jobs",
      split = ",",
      defaultValue = "raw,aggregates",
      paramLabel = "NAME",
      description = "raw, aggregates or both, one after the other (default: ${DEFAULT-VALUE}).")
  private List<String> jobs;

  private final PrintStream out = System.out;

  /**
   * What came of it for one job.
   *
   * @param eventsPerSecond sent from the begin of the outage until the job was up to date
   * @param recordsBehind at the end of the outage
   * @param seconds from the start of its process until it was up to date
   */
  public record Result(
      String job,
      long eventsPerSecond,
      double outageSeconds,
      long recordsBehind,
      double seconds,
      String oracle) {}

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      outage = Duration.ofSeconds(10);
    }
    List<Result> results = new ArrayList<>();
    try (BenchSession session = new BenchSession("catchup", options, Clock.systemUTC(), out)) {
      for (String name : jobs) {
        Candidate job = new HeadgateJob(name, name.equals("raw"), false, Map.of());
        Result result = measure(session, job, live.rate(session, options, job, out));
        results.add(result);
        out.printf(
            Locale.ROOT,
            "%s at %,d events per second, stopped for %.0f s: up to date after %.1f s; oracle: %s%n",
            name,
            result.eventsPerSecond(),
            result.outageSeconds(),
            result.seconds(),
            result.oracle());
      }
      session.finish(Map.of("outage", outage.toString(), "keys", live.keys), results);
    }
    return results.stream().allMatch(result -> result.oracle().equals("passed"))
        ? 0
        : ExitCode.CHECKS_FAILED.code();
  }

  private Result measure(BenchSession session, Candidate job, long rate) throws Exception {
    LivePipeline pipeline = live.pipeline(session, options, "catchup_" + job.name());
    long sent;
    long behind;
    Duration took;
    try (PacedLoad load = pipeline.load(0, rate, 0)) {
      try (JobProcess before = pipeline.start(job)) {
        pipeline.awaitBehind(job, before, UP_TO_DATE_SECONDS * rate);
        before.terminate();
      }
      session.tell("%s is up to date, and stopped for %s".formatted(job.name(), outage));
      PacedLoad.Pace pace = load.pace();
      Thread.sleep(outage.toMillis());
      behind = pipeline.behind(job);
      session.tell("%s starts again, %,d records behind".formatted(job.name(), behind));
      try (JobProcess after = pipeline.start(job)) {
        took = pipeline.awaitBehind(job, after, UP_TO_DATE_SECONDS * rate);
        sent = pace.perSecond();
        load.stop();
        pipeline.awaitBehind(job, after, 0);
        after.terminate();
      }
    }
    session.tell(
        "%s is up to date after %.1f s; now the oracle reads the topic"
            .formatted(job.name(), took.toMillis() / 1000.0));
    return new Result(
        job.name(),
        sent,
        outage.toMillis() / 1000.0,
        behind,
        took.toMillis() / 1000.0,
        pipeline.judge(job).toString());
  }
}
