package io.headgate.bench.live;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.candidate.Target;
import io.headgate.bench.load.ClickProducer;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.load.PacedLoad;
import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.kafka.common.TopicPartition;

/** A pipeline whose jobs run while events come in. */
public final class LivePipeline {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TELL = Duration.ofSeconds(30);

  private final BenchStack stack;
  private final BenchPipeline pipeline;
  private final SchemaVersion schema;
  private final ClickSource source;
  private final JvmOptions jvm;
  private final Duration patience;
  private final Consumer<String> progress;

  /**
   * Applies the pipeline.
   *
   * @param keys different sites
   * @param patience how long it may take until a job has read all that there is
   * @param progress told every half minute how far a job is behind that is waited for
   */
  public LivePipeline(
      BenchStack stack,
      PipelineApply apply,
      String name,
      int keys,
      long seed,
      JvmOptions jvm,
      Duration patience,
      Consumer<String> progress)
      throws IOException {
    this.stack = stack;
    this.pipeline = BenchPipeline.plain(name, "bench." + name.replace('_', '-') + ".v1");
    this.schema = apply.apply(pipeline);
    this.source = new ClickSource(new Schema.Parser().parse(schema.definition()), seed, keys);
    this.jvm = jvm;
    this.patience = patience;
    this.progress = progress;
  }

  public BenchPipeline pipeline() {
    return pipeline;
  }

  /** Starts a constant load; event {@code first} is its first. */
  public PacedLoad load(long first, long perSecond, int probesPerSecond) {
    ClickProducer producer =
        ClickProducer.open(
            stack.kafka(),
            pipeline.topic(),
            pipeline.partitions(),
            source,
            schema.schemaId(),
            null);
    return new PacedLoad(producer, first, perSecond, probesPerSecond, Clock.systemUTC());
  }

  /** Starts a job, or starts it again on its own checkpoint. */
  public JobProcess start(Candidate job) throws IOException, InterruptedException {
    return job.start(target(job));
  }

  public Checkpoints checkpoints(Candidate job) throws IOException, InterruptedException {
    return new Checkpoints(target(job).checkpoints());
  }

  /** Records in the topic that the job has not committed. */
  public long behind(Candidate job) throws IOException, InterruptedException {
    return checkpoints(job).behind(ends());
  }

  /**
   * Waits until the job has committed a batch and is at most so many records behind the topic,
   * which may go on growing.
   *
   * @return how long that took
   */
  public Duration awaitBehind(Candidate job, JobProcess process, long atMost)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long told = begun;
    while (checkpoints(job).batches().isEmpty() || behind(job) > atMost) {
      process.requireRunning();
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot measure %s: after %s it is still %,d records behind. Lower --rate, or raise --patience."
                .formatted(job.name(), patience, behind(job)));
      }
      if (System.nanoTime() - told > TELL.toNanos()) {
        told = System.nanoTime();
        progress.accept("%s is %,d records behind".formatted(job.name(), behind(job)));
      }
      Thread.sleep(POLL.toMillis());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** What the oracle says of the job's stores, against all that the topic has. */
  public Verdict judge(Candidate job) throws IOException, InterruptedException, SQLException {
    try (ClickOracle oracle = ClickOracle.of(stack, pipeline, schema.definition())) {
      return job.judge(target(job), oracle);
    }
  }

  private Map<TopicPartition, Long> ends() throws InterruptedException {
    return TopicEnds.of(stack.kafka(), pipeline.topic());
  }

  private Target target(Candidate job) throws IOException, InterruptedException {
    String run = pipeline.name() + "_" + job.name().replace('-', '_');
    return new Target(
        stack,
        run,
        pipeline,
        schema.definition(),
        Files.createDirectories(stack.layout().home("runs").resolve(run)),
        ends(),
        jvm,
        0);
  }
}
