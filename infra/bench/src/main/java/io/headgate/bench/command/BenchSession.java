package io.headgate.bench.command;

import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.report.Machine;
import io.headgate.bench.report.ResultsFolder;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A benchmark from its beginning to its end: its stack, its results, and cleaning up. */
final class BenchSession implements AutoCloseable {
  private final String what;
  private final BenchOptions options;
  private final PrintStream out;
  private final Machine machine = Machine.here();
  private final Instant startedAt;
  private final ResultsFolder results;
  private final Path state;
  private final BenchStack stack;
  private final PipelineApply apply;
  private final Thread atExit;

  /** With the components that most benchmarks need. */
  BenchSession(String what, BenchOptions options, Clock clock, PrintStream out)
      throws IOException, InterruptedException {
    this(what, options, clock, out, BenchStack::start);
  }

  BenchSession(
      String what, BenchOptions options, Clock clock, PrintStream out, BenchStack.Start start)
      throws IOException, InterruptedException {
    this.what = what;
    this.options = options;
    this.out = out;
    this.startedAt = clock.instant();
    this.results = ResultsFolder.create(options.resultsParent(), what, startedAt);
    this.state = options.stateFolder();
    this.stack = start.in(state, out);
    // For Ctrl-C: nothing of the stack may outlive the benchmark.
    this.atExit = new Thread(this::stopQuietly, "stop-bench-stack");
    Runtime.getRuntime().addShutdownHook(atExit);
    this.apply = new PipelineApply(stack);
  }

  BenchStack stack() {
    return stack;
  }

  PipelineApply apply() {
    return apply;
  }

  ResultsFolder results() {
    return results;
  }

  Machine machine() {
    return machine;
  }

  /**
   * Runs candidates as the options say.
   *
   * @param recordsPerBatch for candidates that must be told
   */
  DrainRun drains(long recordsPerBatch) {
    return new DrainRun(stack, apply, options.jvm(results), recordsPerBatch, options.patience);
  }

  /** Says how far the measurement has come. */
  void tell(String progress) {
    out.println("  " + progress);
  }

  /** Writes the result and says where. */
  void finish(Map<String, Object> asked, Object result) throws IOException {
    results.write(what, startedAt, machine, asked, result);
    out.printf("%d cores. Results: %s%n", machine.cores(), results.folder());
  }

  private void stopQuietly() {
    try {
      stack.close();
    } catch (IOException e) {
      out.println("Not all of the stack in " + state + " was stopped: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    apply.close();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // the hook stops the stack
    }
    stack.close();
    if (options.state == null) {
      try (Stream<Path> walk = Files.walk(state)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
