package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.live.LivePipeline;
import io.headgate.bench.live.Percentiles;
import io.headgate.bench.live.ProbeWatch;
import io.headgate.bench.load.PacedLoad;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From the sending of an event to the row in ClickHouse that shows it; see {@link ProbeWatch}. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "Time from an event to its visible row in ClickHouse, at half load.")
public final class LatencyCommand implements Callable<Integer> {
  private static final int PROBES_PER_SECOND = 10;

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = "--warm-up",
      defaultValue = "PT1M",
      paramLabel = "DURATION",
      description = "Load before it counts (default: ${DEFAULT-VALUE}).")
  private Duration warmUp;

  @Option(
      names = "--duration",
      defaultValue = "PT5M",
      paramLabel = "DURATION",
      description = "Load that counts (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  private final PrintStream out = System.out;

  /**
   * What came of it.
   *
   * @param eventsPerSecond sent while it counted
   * @param latency of the probes, in seconds
   * @param resolution between two looks, in seconds: each latency is too long by at most this
   * @param unseen probes that never appeared
   */
  public record Result(
      long eventsPerSecond,
      Percentiles latency,
      Percentiles resolution,
      int unseen,
      String oracle) {}

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      warmUp = Duration.ofSeconds(10);
      duration = Duration.ofSeconds(20);
    }
    Candidate job = new HeadgateJob("headgate", false, false, Map.of());
    try (BenchSession session = new BenchSession("latency", options, Clock.systemUTC(), out)) {
      long rate = live.rate(session, options, job, out);
      Result result = measure(session, job, rate);
      out.printf(
          Locale.ROOT,
          "%,d events per second, %,d probes: p50 %.2f s, p95 %.2f s, p99 %.2f s, longest %.2f s; looked every %.2f s (p99 %.2f s); oracle: %s%n",
          result.eventsPerSecond(),
          result.latency().count(),
          result.latency().p50(),
          result.latency().p95(),
          result.latency().p99(),
          result.latency().longest(),
          result.resolution().p50(),
          result.resolution().p99(),
          result.oracle());
      session.finish(
          Map.of("warmUp", warmUp.toString(), "duration", duration.toString(), "keys", live.keys),
          result);
      return result.oracle().equals("passed") && result.unseen() == 0
          ? 0
          : ExitCode.CHECKS_FAILED.code();
    }
  }

  private Result measure(BenchSession session, Candidate job, long rate) throws Exception {
    LivePipeline pipeline = live.pipeline(session, options, "latency");
    Clock clock = Clock.systemUTC();
    try (JobProcess process = pipeline.start(job);
        ProbeWatch watch =
            new ProbeWatch(
                session.stack().clickHouse(), pipeline.pipeline().servingTable(), clock)) {
      Instant counted;
      long sent;
      Map<String, Instant> probes;
      try (PacedLoad load = pipeline.load(0, rate, PROBES_PER_SECOND)) {
        pipeline.awaitBehind(job, process, 5 * rate);
        Thread.sleep(warmUp.toMillis());
        counted = clock.instant();
        PacedLoad.Pace pace = load.pace();
        Thread.sleep(duration.toMillis());
        process.requireRunning();
        sent = pace.perSecond();
        probes = load.probes();
      }
      pipeline.awaitBehind(job, process, 0);
      // The last rows are there; one more look must find them.
      Thread.sleep(Duration.ofSeconds(2).toMillis());
      Map<String, Instant> seen = watch.seen();
      List<Duration> latencies = new ArrayList<>();
      int unseen = 0;
      for (Map.Entry<String, Instant> probe : probes.entrySet()) {
        if (!probe.getValue().isBefore(counted)) {
          Instant at = seen.get(probe.getKey());
          if (at == null) {
            unseen++;
          } else {
            latencies.add(Duration.between(probe.getValue(), at));
          }
        }
      }
      process.terminate();
      Verdict verdict = pipeline.judge(job);
      return new Result(
          sent,
          Percentiles.of(latencies),
          Percentiles.of(watch.gaps()),
          unseen,
          verdict.toString());
    }
  }
}
