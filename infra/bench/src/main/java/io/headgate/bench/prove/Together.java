package io.headgate.bench.prove;

import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.load.ClickProducer;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.oracle.Verdict.Finding;
import io.headgate.bench.prove.JobLoop.Submission;
import io.headgate.bench.prove.Jobs.Days;
import io.headgate.bench.prove.SwapReader.Expected;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.job.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/**
 * Live streams, rollups, corrections, a backfill and compaction of the same tables at the same
 * time, and readers that ask both stores all the while. In the end the stores are held against the
 * topic.
 */
final class Together {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final long PER_SECOND = 100;
  private static final double SPEED = 40;
  private static final long PAUSE_MILLIS = 100;

  // Trino plans each question anew, which takes half a core without a longer pause.
  private static final long TRINO_PAUSE_MILLIS = 500;
  private static final String STREAMING = "streaming-jobs";
  private static final String BATCH = "batch-jobs";
  private static final LocalDate FIRST = LocalDate.ofInstant(ClickTraffic.START, ZoneOffset.UTC);
  private static final Days FIRST_DAY = new Days(FIRST, FIRST);
  private static final Days BOTH_DAYS = new Days(FIRST, FIRST.plusDays(1));

  private final BenchStack stack;
  private final PipelineApply apply;
  private final long seed;
  private final long leastReads;
  private final Consumer<String> tell;
  private final List<Finding> findings = new ArrayList<>();
  private LeveledClicks clicks;
  private Jobs jobs;

  /**
   * @param leastReads that each store must have answered
   */
  Together(
      BenchStack stack, PipelineApply apply, long seed, long leastReads, Consumer<String> tell) {
    this.stack = stack;
    this.apply = apply;
    this.seed = seed;
    this.leastReads = leastReads;
    this.tell = tell;
  }

  /** The whole story. */
  Verdict run(Duration duration) throws Exception {
    clicks = LeveledClicks.apply(stack, apply);
    new ReaderTrial(stack, apply.session(), tell).run();
    stack.start("trino");
    jobs = new Jobs(stack, clicks.name(), "1g", PATIENCE);
    try (ClickTraffic traffic = traffic();
        JobProcess raw = stream("RawIngestJob");
        JobProcess aggregate = stream("AggregateJob")) {
      traffic.sendFirstDay();
      awaitRead(raw, aggregate);
      for (String grain : List.of("minutely", "hourly", "daily")) {
        jobs.rollup(ExitCode.DONE, grain, FIRST_DAY);
      }
      tell.accept("the first day is published; everything at once begins");
      traffic.start();
      beside(traffic, duration, raw, aggregate);
      traffic.stop();
      awaitRead(raw, aggregate);
      ended(raw.terminate(), "raw ingest");
      ended(aggregate.terminate(), "aggregate");
      tell.accept(
          "%,d events were sent; the last hours are made, all is corrected"
              .formatted(traffic.total()));
    }
    for (String grain : List.of("minutely", "hourly", "daily")) {
      jobs.rollup(ExitCode.DONE, grain, BOTH_DAYS);
    }
    jobs.run(ExitCode.DONE, BATCH, "io.headgate.batch.CorrectRollupsJob");
    return new Verdict(findings).and(new LevelsOracle(stack, clicks, tell).judge());
  }

  private ClickTraffic traffic() {
    ClickSource source =
        new ClickSource(
            new Schema.Parser().parse(clicks.schema().definition()), seed, ClickTraffic.SITES);
    return new ClickTraffic(
        ClickProducer.open(
            stack.kafka(),
            clicks.pipeline().topic(),
            clicks.pipeline().partitions(),
            source,
            clicks.schema().schemaId(),
            null),
        seed,
        PER_SECOND,
        SPEED);
  }

  private JobProcess stream(String job) throws IOException, InterruptedException {
    return jobs.start(
        STREAMING,
        "io.headgate.streaming." + job,
        Map.of(
            "HEADGATE_STREAMS_CHECKPOINTS", "file://" + checkpoints().resolve(job),
            "HEADGATE_STREAMS_TRIGGER_INTERVAL", "PT2S",
            "HEADGATE_STREAMS_COMMIT_INTERVAL", "PT2S"));
  }

  private Path checkpoints() throws IOException {
    return Files.createDirectories(stack.layout().home("prove-checkpoints"));
  }

  private void awaitRead(JobProcess raw, JobProcess aggregate) throws Exception {
    var ends = TopicEnds.of(stack.kafka(), clicks.pipeline().topic());
    for (String job : List.of("RawIngestJob", "AggregateJob")) {
      while (!new Checkpoints(checkpoints().resolve(job)).reached(ends)) {
        raw.requireRunning();
        aggregate.requireRunning();
        Thread.sleep(500);
      }
    }
  }

  private void beside(ClickTraffic traffic, Duration duration, JobProcess raw, JobProcess aggregate)
      throws Exception {
    IcebergHours iceberg =
        new IcebergHours(stack.catalogOfReaders(), true, clicks.dataset("hourly"));
    Expected expected =
        new Expected(
            // An hour of the live day may be made before all its sites have clicks.
            hour -> hour.isBefore(ClickTraffic.LIVE) ? ClickTraffic.SITES : 0,
            traffic::sent);
    List<SwapReader> readers =
        List.of(
            new SwapReader(
                JdbcHours.clickHouse(stack.clickHouseOfAnalysts(), clicks.view("hourly")),
                PAUSE_MILLIS,
                expected),
            new SwapReader(iceberg, PAUSE_MILLIS, expected),
            new SwapReader(
                JdbcHours.trino(trino(), "published.\"rollup\"." + clicks.name() + "_hourly"),
                TRINO_PAUSE_MILLIS,
                expected));
    List<JobLoop> loops =
        List.of(
            new JobLoop("rollups", jobs, () -> closedHours(traffic)),
            new JobLoop(
                "correction", jobs, () -> List.of(batch("all", "CorrectRollupsJob", List.of()))),
            new JobLoop(
                "backfill",
                jobs,
                () ->
                    List.of(
                        batch(
                            "first day",
                            "BackfillJob",
                            List.of("--date", FIRST.toString(), "--to", FIRST.toString())))),
            new JobLoop("compaction", jobs, this::compactions));
    Instant until = Instant.now().plus(duration);
    // A slow machine gets longer: every kind of job is to get through, and readers are to see it.
    Instant latest = until.plus(PATIENCE);
    while (Instant.now().isBefore(until)
        || (Instant.now().isBefore(latest)
            && !(loops.stream().allMatch(JobLoop::gotThrough)
                && readers.stream().allMatch(Together::sawChanges)))) {
      Thread.sleep(
          Math.min(20_000, Math.max(1000, Duration.between(Instant.now(), until).toMillis())));
      raw.requireRunning();
      aggregate.requireRunning();
      report(traffic, readers, loops);
    }
    // None may begin another round while the next waits for its last one.
    loops.forEach(JobLoop::stop);
    for (JobLoop loop : loops) {
      loop.close();
    }
    for (SwapReader reader : readers) {
      reader.close();
    }
    report(traffic, readers, loops);
    tell.accept("Iceberg was read in %d states".formatted(iceberg.states()));
    for (JobLoop loop : loops) {
      find("jobs", loop.findings());
    }
    for (SwapReader reader : readers) {
      find("reader", reader.findings());
      if (reader.reads() < leastReads) {
        find(
            "reader",
            List.of(
                "%s answered %d times, and is to %d times"
                    .formatted(reader.name(), reader.reads(), leastReads)));
      }
      if (!sawChanges(reader)) {
        find("reader", List.of(reader.name() + " saw nothing change, so nothing is proven"));
      }
    }
  }

  private static boolean sawChanges(SwapReader reader) {
    return reader.changes() >= 3;
  }

  private Connection trino() throws SQLException {
    return DriverManager.getConnection(stack.properties().get("stack.trino-url"), "analyst", null);
  }

  /** Hours of the second day that are over, the newest three; what is done is left alone. */
  private List<Submission> closedHours(ClickTraffic traffic) {
    Instant end = traffic.clock().minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.HOURS);
    Instant start = end.minus(Duration.ofHours(3));
    if (start.isBefore(ClickTraffic.LIVE)) {
      start = ClickTraffic.LIVE;
    }
    if (!start.isBefore(end)) {
      return List.of();
    }
    List<String> window =
        List.of("--window-start", start.toString(), "--window-end", end.toString());
    List<Submission> submissions = new ArrayList<>();
    for (String grain : List.of("minutely", "hourly")) {
      List<String> arguments = new ArrayList<>(List.of("--grain", grain));
      arguments.addAll(window);
      submissions.add(batch(grain, "RollupJob", arguments));
    }
    return submissions;
  }

  private static Submission batch(String what, String job, List<String> arguments) {
    return new Submission(what, BATCH, "io.headgate.batch." + job, arguments);
  }

  private List<Submission> compactions() {
    return List.of(
        compaction(clicks.pipeline().rawTable(), "bin-pack"),
        compaction(clicks.dataset("minutely"), "bin-pack"),
        compaction(clicks.pipeline().rawTable(), "z-order"),
        compaction(clicks.dataset("hourly"), "bin-pack"));
  }

  private static Submission compaction(String dataset, String strategy) {
    return new Submission(
        strategy + " of " + dataset,
        "compaction",
        "io.headgate.compaction.CompactFilesJob",
        List.of("--dataset", dataset, "--strategy", strategy, "--older-than", "PT0S"));
  }

  private void report(ClickTraffic traffic, List<SwapReader> readers, List<JobLoop> loops) {
    StringBuilder text = new StringBuilder("%,d events sent".formatted(traffic.total()));
    for (SwapReader reader : readers) {
      text.append(
          "; %s: %,d reads, %d changes, %d findings"
              .formatted(reader.name(), reader.reads(), reader.changes(), reader.found()));
    }
    loops.forEach(loop -> text.append("; ").append(loop));
    tell.accept(text.toString());
  }

  private void ended(int code, String job) {
    if (code != 0) {
      find("jobs", List.of("%s ended with %d".formatted(job, code)));
    }
  }

  private void find(String what, List<String> texts) {
    if (!texts.isEmpty()) {
      findings.add(new Finding(what, texts.size(), texts));
    }
  }
}
