package io.headgate.bench.faults;

import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.candidate.Target;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.kafka.common.TopicPartition;

/** One round of a scenario: its pipeline, its events, its drivers. */
final class FaultRun implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int SITES = 20;
  private static final int MOST_RESTARTS = 5;
  private static final Duration POLL = Duration.ofMillis(100);

  /** Several batches for few events. */
  private static final Map<String, String> SMALL_BATCHES =
      Map.of(
          "HEADGATE_STREAMS_TRIGGER_INTERVAL", "PT0.5S",
          "HEADGATE_STREAMS_MAX_OFFSETS_PER_TRIGGER", "1000");

  private final BenchStack stack;
  private final PipelineApply apply;
  private final FaultSizes sizes;
  private final int round;
  private final BenchPipeline pipeline;
  private final Events events;
  private final Map<Job, JobProcess> drivers = new EnumMap<>(Job.class);
  private final Map<Job, Map<String, String>> settings = new EnumMap<>(Job.class);
  private final List<JobProcess> all = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Runnable> atClose = new ArrayList<>();
  private SchemaVersion schema;
  @Nullable private ClickOracle oracle;
  private boolean ended;
  private long recoveringSince;

  FaultRun(BenchStack stack, PipelineApply apply, Scenario scenario, int round, FaultSizes sizes)
      throws IOException {
    this.stack = stack;
    this.apply = apply;
    this.sizes = sizes;
    this.round = round;
    String name = "f_" + scenario.name().replace('-', '_') + "_" + round;
    this.pipeline =
        new BenchPipeline(
            name,
            "faults." + scenario.name() + "-" + round + ".v1",
            PARTITIONS,
            true,
            scenario.readCommitted(),
            "PT10M");
    this.schema = apply.apply(pipeline);
    this.events =
        new Events(stack.kafka(), pipeline.topic(), PARTITIONS, source(), schema.schemaId());
  }

  BenchStack stack() {
    return stack;
  }

  PipelineApply apply() {
    return apply;
  }

  FaultSizes sizes() {
    return sizes;
  }

  int round() {
    return round;
  }

  BenchPipeline pipeline() {
    return pipeline;
  }

  Events events() {
    return events;
  }

  SchemaVersion schema() {
    return schema;
  }

  /** Makes events by the schema of {@link #schema()}. */
  ClickSource source() {
    return new ClickSource(new Schema.Parser().parse(schema.definition()), 7, SITES);
  }

  /** Events are of this schema from now on. */
  void evolve(SchemaVersion newer) {
    schema = newer;
    events.reopen(PARTITIONS, source(), newer.schemaId());
  }

  /** The same dice in every run of the same round. */
  Random dice() {
    return new Random(pipeline.name().hashCode());
  }

  /** Something for the table that happened on the way. */
  void note(String text) {
    notes.add(text);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Starts a driver of the job, or one more. */
  JobProcess start(Job job) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(SMALL_BATCHES);
    environment.putAll(settings.getOrDefault(job, Map.of()));
    JobProcess driver = job.candidate(environment).start(target(job));
    all.add(driver);
    drivers.put(job, driver);
    return driver;
  }

  /** Starts a driver with settings, by variable, that the next ones will not have. */
  JobProcess startOnce(Job job, Map<String, String> environment)
      throws IOException, InterruptedException {
    settings.put(job, environment);
    try {
      return start(job);
    } finally {
      settings.remove(job);
    }
  }

  /** All drivers that are started from now on have these settings, by variable. */
  void configure(Job job, Map<String, String> environment) {
    settings.put(job, environment);
  }

  /** The newest driver of a job. */
  JobProcess driver(Job job) {
    return drivers.get(job);
  }

  /** Batches that the job has committed, as far as its checkpoint still knows. */
  int batches(Job job) throws IOException, InterruptedException {
    return checkpoints(job).batches().size();
  }

  private Checkpoints checkpoints(Job job) throws IOException, InterruptedException {
    return new Checkpoints(folder(job).resolve("checkpoints"));
  }

  /** Records of the topic that the job has not committed. */
  long behind(Job job) throws IOException, InterruptedException {
    return checkpoints(job).behind(TopicEnds.of(stack.kafka(), pipeline.topic()));
  }

  /** To be done when the round is over, however it ends. */
  void onClose(Runnable last) {
    atClose.add(last);
  }

  /** Folder of the query's checkpoint. */
  Path checkpoint(Job job) throws InterruptedException {
    Path root = folder(job).resolve("checkpoints");
    return job == Job.RAW
        ? root.resolve("raw-ingest").resolve(pipeline.name())
        : root.resolve("aggregate").resolve(pipeline.name()).resolve(pipeline.aggregate());
  }

  private Path folder(Job job) {
    return stack.layout().home("runs").resolve(pipeline.name()).resolve(job.word());
  }

  private Target target(Job job) throws IOException {
    return new Target(
        stack,
        pipeline.name() + "_" + job.word(),
        pipeline,
        schema.definition(),
        Files.createDirectories(folder(job)),
        Map.of(),
        new JvmOptions("1g", 2, List.of(), null),
        0);
  }

  /** Waits for something; it takes minutes on a busy machine. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begun > sizes.patience().toNanos()) {
        throw new NoFaultException("no " + what + " within " + sizes.patience());
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** As the other, while a driver must live. */
  void await(String what, JobProcess driver, BooleanSupplier condition) throws Exception {
    await(
        what,
        () -> {
          driver.requireRunning();
          return condition.getAsBoolean();
        });
  }

  /** Whether a driver has logged the text. */
  static boolean logHas(JobProcess driver, String text) throws IOException {
    return Files.readString(driver.log()).contains(text);
  }

  /** Waits until a driver has ended by itself, with this exit code and this in its log. */
  void awaitRefusal(JobProcess driver, int exitCode, String... texts) throws Exception {
    await("end of the driver, log " + driver.log(), () -> !driver.isRunning());
    int actual = driver.exitCode().orElseThrow();
    if (actual != exitCode) {
      throw new IllegalStateException(
          "ended with %d and not with %d; see %s".formatted(actual, exitCode, driver.log()));
    }
    for (String text : texts) {
      if (!logHas(driver, text)) {
        throw new IllegalStateException("'%s' is not in %s".formatted(text, driver.log()));
      }
    }
  }

  /** Starts a driver and waits until it has committed one more batch. */
  JobProcess startAndAwaitBatch(Job job) throws Exception {
    int before = batches(job);
    JobProcess driver = start(job);
    await(
        "batch of " + job.word(),
        () -> {
          driver.requireRunning();
          return batches(job) > before;
        });
    return driver;
  }

  /** Waits until the jobs have read all that the topic has. */
  void awaitDrained(Set<Job> jobs) throws Exception {
    Map<TopicPartition, Long> ends = TopicEnds.of(stack.kafka(), pipeline.topic());
    int restarts = 0;
    long begun = System.nanoTime();
    for (Job job : jobs) {
      while (!checkpoints(job).reached(ends)) {
        if (!driver(job).isRunning()) {
          note(job.word() + " ended by itself and was started again");
          if (++restarts > MOST_RESTARTS) {
            driver(job).requireRunning();
          }
          JobProcess unused = start(job);
        }
        if (System.nanoTime() - begun > sizes.patience().toNanos()) {
          throw new IllegalStateException(
              "%s is %d records behind after %s; see %s"
                  .formatted(
                      job.word(),
                      checkpoints(job).behind(ends),
                      sizes.patience(),
                      driver(job).log()));
        }
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  /** The fault is over: the time of recovery begins. */
  void recovering() {
    recoveringSince = System.nanoTime();
  }

  Duration sinceRecovering() {
    return Duration.ofNanos(System.nanoTime() - recoveringSince);
  }

  /** The oracle is to look at the topic as it is now, not as it is at the end. */
  ClickOracle freezeTruth() throws SQLException, IOException {
    oracle = ClickOracle.of(stack, pipeline, schema.definition());
    return oracle;
  }

  /** No event can come any more, and no job is to run at the end. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isTruthFrozen() {
    return oracle != null;
  }

  /** What the oracle says. */
  Verdict judge(Set<Job> jobs) throws SQLException, IOException {
    ClickOracle looking = oracle == null ? freezeTruth() : oracle;
    Verdict verdict = new Verdict(List.of());
    if (jobs.contains(Job.RAW)) {
      verdict =
          verdict
              .and(looking.raw(pipeline.rawTable()))
              .and(looking.quarantine(pipeline.quarantineTable()));
    }
    return jobs.contains(Job.AGGREGATE)
        ? verdict.and(looking.windows(pipeline.servingTable()))
        : verdict;
  }

  /** Ends the drivers in the ordinary way. */
  void stopDrivers() throws InterruptedException {
    for (JobProcess driver : all) {
      int unused = driver.terminate();
    }
  }

  @Override
  public void close() throws SQLException {
    events.close();
    all.forEach(JobProcess::close);
    atClose.forEach(Runnable::run);
    if (oracle != null) {
      oracle.close();
    }
  }
}
