package io.headgate.bench.faults;

import io.headgate.bench.load.ClickSource;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.kafka.common.TopicPartition;

/** One round of a scenario: its pipeline, its events, its drivers. */
final class FaultRun implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int SITES = 20;
  private static final Duration POLL = Duration.ofMillis(100);

  private final BenchStack stack;
  private final PipelineApply apply;
  private final FaultSizes sizes;
  private final int round;
  private final BenchPipeline pipeline;
  private final Events events;
  private final Drivers drivers;
  private final Truth truth;
  private final List<String> notes = new ArrayList<>();
  private final List<Runnable> atClose = new ArrayList<>();
  private final Expectations expected = new Expectations();
  private final int restartsAllowed;
  private int restarts;
  private SchemaVersion schema;
  private boolean ended;
  private long recoveringSince;

  FaultRun(BenchStack stack, PipelineApply apply, Scenario scenario, int round, FaultSizes sizes)
      throws IOException {
    this.stack = stack;
    this.apply = apply;
    this.sizes = sizes;
    this.round = round;
    this.restartsAllowed = scenario.restarts();
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
    this.drivers = new Drivers(stack, pipeline, this::schema);
    this.truth = new Truth(stack, pipeline, this::schema);
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

  Drivers drivers() {
    return drivers;
  }

  Truth truth() {
    return truth;
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

  Expectations expected() {
    return expected;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** To be done when the round is over, however it ends. */
  void onClose(Runnable last) {
    atClose.add(last);
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
    int before = drivers.batches(job);
    JobProcess driver = drivers.start(job);
    await(
        "batch of " + job.word(),
        () -> {
          driver.requireRunning();
          return drivers.batches(job) > before;
        });
    return driver;
  }

  /** Waits until the jobs have read all that the topic has. */
  void awaitDrained(Set<Job> jobs) throws Exception {
    Map<TopicPartition, Long> ends = TopicEnds.of(stack.kafka(), pipeline.topic());
    long begun = System.nanoTime();
    for (Job job : jobs) {
      while (!drivers.checkpoints(job).reached(ends)) {
        if (!drivers.newest(job).isRunning()) {
          restart(job);
        }
        if (System.nanoTime() - begun > sizes.patience().toNanos()) {
          throw new IllegalStateException(
              "%s is %d records behind after %s; see %s"
                  .formatted(
                      job.word(),
                      drivers.checkpoints(job).behind(ends),
                      sizes.patience(),
                      drivers.newest(job).log()));
        }
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  private void restart(Job job) throws IOException, InterruptedException {
    JobProcess ended = drivers.newest(job);
    if (++restarts > restartsAllowed) {
      throw new IllegalStateException(
          "%s ended by itself with exit code %d, and was to live through it; see %s"
              .formatted(job.word(), ended.exitCode().orElseThrow(), ended.log()));
    }
    note(job.word() + " ended by itself and was started again");
    JobProcess unused = drivers.start(job);
  }

  /** The fault is over: the time of recovery begins. */
  void recovering() {
    recoveringSince = System.nanoTime();
  }

  Duration sinceRecovering() {
    return Duration.ofNanos(System.nanoTime() - recoveringSince);
  }

  /** No event can come any more, and no job is to run at the end. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() throws SQLException {
    events.close();
    drivers.close();
    atClose.forEach(Runnable::run);
    truth.close();
  }
}
