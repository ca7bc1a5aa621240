package io.headgate.bench.faults;

import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.candidate.Target;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The drivers of one round, and how far they came. */
final class Drivers implements AutoCloseable {
  /** Several batches for few events. */
  private static final Map<String, String> SMALL_BATCHES =
      Map.of(
          "HEADGATE_STREAMS_TRIGGER_INTERVAL", "PT0.5S",
          "HEADGATE_STREAMS_COMMIT_INTERVAL", "PT0.5S",
          "HEADGATE_STREAMS_MAX_OFFSETS_PER_TRIGGER", "1000");

  private final BenchStack stack;
  private final BenchPipeline pipeline;
  private final Supplier<SchemaVersion> schema;
  private final Map<Job, JobProcess> newest = new EnumMap<>(Job.class);
  private final Map<Job, Map<String, String>> settings = new EnumMap<>(Job.class);
  private final List<JobProcess> all = new ArrayList<>();

  /**
   * @param schema the newest schema of the events
   */
  Drivers(BenchStack stack, BenchPipeline pipeline, Supplier<SchemaVersion> schema) {
    this.stack = stack;
    this.pipeline = pipeline;
    this.schema = schema;
  }

  /** Starts a driver of the job, or one more. */
  JobProcess start(Job job) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(SMALL_BATCHES);
    environment.putAll(settings.getOrDefault(job, Map.of()));
    JobProcess driver = job.candidate(environment).start(target(job));
    all.add(driver);
    newest.put(job, driver);
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
  JobProcess newest(Job job) {
    return newest.get(job);
  }

  /** Batches that the job has committed, as far as its checkpoint still knows. */
  int batches(Job job) throws IOException, InterruptedException {
    return checkpoints(job).batches().size();
  }

  Checkpoints checkpoints(Job job) throws IOException, InterruptedException {
    return new Checkpoints(folder(job).resolve("checkpoints"));
  }

  /** Records of the topic that the job has not committed. */
  long behind(Job job) throws IOException, InterruptedException {
    return checkpoints(job).behind(TopicEnds.of(stack.kafka(), pipeline.topic()));
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
        schema.get().definition(),
        Files.createDirectories(folder(job)),
        Map.of(),
        new JvmOptions("1g", 2, List.of(), null),
        0);
  }

  /** Ends the drivers in the ordinary way. */
  void stop() throws InterruptedException {
    for (JobProcess driver : all) {
      int unused = driver.terminate();
    }
  }

  @Override
  public void close() {
    all.forEach(JobProcess::close);
  }
}
