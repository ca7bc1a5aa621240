package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.live.CheckpointSize;
import io.headgate.bench.live.JobSamples;
import io.headgate.bench.live.LakeSize;
import io.headgate.bench.live.LivePipeline;
import io.headgate.bench.live.Quarters;
import io.headgate.bench.load.PacedLoad;
import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Settings;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether raw ingest and aggregates stay as they are under a constant load. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = "Memory, batch times and files of both jobs under a constant load.",
    footer = {
      "",
      "Without --rate it takes 5,000 events per second.",
      "Exits with 4 when one of them grows, or the oracle found anything."
    })
public final class SoakCommand implements Callable<Integer> {
  private static final long DEFAULT_RATE = 5000;
  private static final int DAYS = 2;
  private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(2);

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = "--duration",
      defaultValue = "PT1H",
      paramLabel = "DURATION",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  private final PrintStream out = System.out;

  /** What came of it for one job. */
  public record JobResult(
      String job,
      int batches,
      Quarters memoryBytes,
      Quarters batchSeconds,
      CheckpointSize checkpoints,
      String oracle) {
    private boolean passed() {
      return oracle.equals("passed")
          && memoryBytes.steady()
          && batchSeconds.steady()
          && checkpoints.bounded();
    }
  }

  /** What came of it. */
  public record Result(long eventsPerSecond, List<JobResult> jobs, LakeSize raw) {}

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      duration = Duration.ofSeconds(40);
    }
    long rate = live.rate > 0 ? live.rate : options.quick ? 1000 : DEFAULT_RATE;
    try (BenchSession session = new BenchSession("soak", options, Clock.systemUTC(), out)) {
      Result result = measure(session, rate);
      for (JobResult job : result.jobs()) {
        out.printf(
            Locale.ROOT,
            "%-10s %,5d batches; last over second quarter: memory %.2f (%,.0f MiB), batch time %.2f (%.2f s); %,d and %,d checkpoint files, of at most %,d per log and %,d per part of the state; oracle: %s%n",
            job.job(),
            job.batches(),
            job.memoryBytes().ratio(),
            job.memoryBytes().last() / (1 << 20),
            job.batchSeconds().ratio(),
            job.batchSeconds().last(),
            job.checkpoints().logFiles(),
            job.checkpoints().stateFiles(),
            CheckpointSize.LOG_FILES_AT_MOST,
            job.checkpoints().stateFilesAtMost(),
            job.oracle());
      }
      LakeSize raw = result.raw();
      out.printf(
          Locale.ROOT,
          "raw: %,d snapshots of at most %,d; %,d data files of at most %,d; %,d metadata files of at most %,d, %,d KiB%n",
          raw.snapshots(),
          raw.snapshotsAtMost(),
          raw.dataFiles(),
          raw.dataFilesAtMost(),
          raw.metadataFiles(),
          raw.metadataFilesAtMost(),
          raw.metadataBytes() >> 10);
      session.finish(
          Map.of("duration", duration.toString(), "rate", rate, "keys", live.keys), result);
      return raw.bounded() && result.jobs().stream().allMatch(JobResult::passed)
          ? 0
          : ExitCode.CHECKS_FAILED.code();
    }
  }

  private Result measure(BenchSession session, long rate) throws Exception {
    LivePipeline pipeline = live.pipeline(session, options, "soak");
    Candidate raw = new HeadgateJob("raw", true, false, Map.of());
    Candidate aggregates = new HeadgateJob("aggregates", false, false, Map.of());
    Settings settings = session.stack().settings();
    Clock clock = Clock.systemUTC();
    Instant started = clock.instant();
    long records;
    try (JobProcess rawProcess = pipeline.start(raw);
        JobProcess aggregateProcess = pipeline.start(aggregates)) {
      JobSamples ofRaw;
      JobSamples ofAggregates;
      try (PacedLoad load = pipeline.load(0, rate, 0)) {
        pipeline.awaitBehind(raw, rawProcess, 10 * rate);
        pipeline.awaitBehind(aggregates, aggregateProcess, 10 * rate);
        Instant from = clock.instant();
        ofRaw = new JobSamples(rawProcess, pipeline.checkpoints(raw), from, duration);
        ofAggregates =
            new JobSamples(aggregateProcess, pipeline.checkpoints(aggregates), from, duration);
        Duration pause = Duration.ofMillis(Math.min(10_000, duration.toMillis() / 40));
        Instant told = from;
        while (clock.instant().isBefore(from.plus(duration))) {
          Thread.sleep(pause.toMillis());
          Instant now = clock.instant();
          ofRaw.take(now);
          ofAggregates.take(now);
          if (now.isAfter(told.plus(BETWEEN_REPORTS))) {
            told = now;
            out.printf(
                Locale.ROOT,
                "  %d min, %,d events sent; raw: %s; aggregates: %s%n",
                Duration.between(from, now).toMinutes(),
                load.next(),
                ofRaw.newest(),
                ofAggregates.newest());
          }
        }
        records = load.next();
        out.printf(Locale.ROOT, "  %,d events sent%n", records);
      }
      pipeline.awaitBehind(raw, rawProcess, 0);
      pipeline.awaitBehind(aggregates, aggregateProcess, 0);
      Duration ran = Duration.between(started, clock.instant());
      rawProcess.terminate();
      aggregateProcess.terminate();
      return new Result(
          rate,
          List.of(
              result(pipeline, settings, raw, ofRaw),
              result(pipeline, settings, aggregates, ofAggregates)),
          LakeSize.of(
              session.stack(),
              pipeline.pipeline().rawTable(),
              Math.max(options.cores, pipeline.pipeline().partitions()),
              DAYS,
              LakeSize.snapshotsAtMost(ran, settings.streamsCommitInterval(), records)));
    }
  }

  private static JobResult result(
      LivePipeline pipeline, Settings settings, Candidate job, JobSamples samples)
      throws Exception {
    return new JobResult(
        job.name(),
        samples.batches(),
        samples.memory(),
        samples.batchSeconds(),
        CheckpointSize.of(pipeline.checkpoints(job).root(), settings.streamsTriggerInterval()),
        pipeline.judge(job).toString());
  }
}
