package io.headgate.bench.drain;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.candidate.Target;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.bench.stack.ProcessFigures;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One candidate drains one topic once, into tables of its own, and the oracle looks at them. */
public final class DrainRun {
  private static final Duration POLL = Duration.ofMillis(200);

  private final BenchStack stack;
  private final PipelineApply apply;
  private final JvmOptions jvm;
  private final long recordsPerBatch;
  private final Duration patience;

  /**
   * Runs on a stack.
   *
   * @param recordsPerBatch for candidates that must be told
   * @param patience how long a run may take
   */
  public DrainRun(
      BenchStack stack,
      PipelineApply apply,
      JvmOptions jvm,
      long recordsPerBatch,
      Duration patience) {
    this.stack = stack;
    this.apply = apply;
    this.jvm = jvm;
    this.recordsPerBatch = recordsPerBatch;
    this.patience = patience;
  }

  /**
   * Runs the candidate and cleans up after it.
   *
   * @param topic one with rules where the candidate wants them
   * @param run unique, of letters, digits and _
   */
  public RunFigures run(Candidate candidate, Topic topic, int keys, int round, String run)
      throws IOException, InterruptedException, SQLException {
    BenchPipeline plain = BenchPipeline.plain(run, topic.name());
    BenchPipeline pipeline = topic.rules() ? plain.withRules() : plain;
    apply.apply(pipeline);
    Path folder = Files.createDirectories(stack.layout().home("runs").resolve(run));
    Target target =
        new Target(
            stack,
            run,
            pipeline,
            topic.schema().definition(),
            folder,
            topic.ends(),
            jvm,
            recordsPerBatch);
    double broker = stack.cpuSeconds("kafka");
    double store = stack.cpuSeconds("clickhouse");
    try (JobProcess process = candidate.start(target)) {
      Duration wall = awaitDrained(candidate, target, process);
      ProcessFigures figures = process.figures().orElseThrow();
      broker = stack.cpuSeconds("kafka") - broker;
      store = stack.cpuSeconds("clickhouse") - store;
      process.terminate();
      Verdict verdict = candidate.judge(target, topic.oracle());
      return new RunFigures(
          candidate.name(),
          round,
          keys,
          topic.events(),
          wall.toMillis() / 1000.0,
          figures.cpuSeconds(),
          figures.threads(),
          broker,
          store,
          figures.peakBytes(),
          figures.writtenBytes(),
          candidate.storedBytes(target),
          verdict.toString());
    } finally {
      clean(folder, pipeline);
    }
  }

  private Duration awaitDrained(Candidate candidate, Target target, JobProcess process)
      throws IOException, InterruptedException {
    while (!candidate.drained(target)) {
      process.requireRunning();
      if (process.age().compareTo(patience) > 0) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot measure %s: it has not drained %d events within %s. Look at %s, or give it longer by --patience."
                .formatted(
                    candidate.name(),
                    target.ends().values().stream().mapToLong(Long::longValue).sum(),
                    patience,
                    process.log()));
      }
      Thread.sleep(POLL.toMillis());
    }
    return process.age();
  }

  /** What a run leaves would fill the disk, and merges would go on in ClickHouse. */
  private void clean(Path folder, BenchPipeline pipeline) throws IOException, SQLException {
    try (Connection clickHouse = stack.clickHouse();
        Statement statement = clickHouse.createStatement()) {
      statement.execute("TRUNCATE TABLE " + pipeline.servingTable());
    }
    Path warehouse = stack.layout().warehouse();
    for (String namespace : List.of("raw", "quarantine", "plain")) {
      delete(warehouse.resolve(namespace).resolve(pipeline.name()));
    }
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
