package io.headgate.bench.command;

import io.headgate.bench.drain.DrainRun;
import io.headgate.bench.report.Machine;
import io.headgate.bench.report.ResultsFolder;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.OwnStack;
import io.headgate.bench.stack.PipelineApply;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** A benchmark from its beginning to its end: its stack, its results, and cleaning up. */
final class BenchSession implements AutoCloseable {
  private final String what;
  private final BenchOptions options;
  private final PrintStream out;
  private final Machine machine = Machine.here();
  private final Instant startedAt;
  private final ResultsFolder results;
  private final OwnStack own;

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
    this.own = new OwnStack(options.stateFolder(), out, start);
    if (options.state == null) {
      own.folderGoes();
    }
  }

  BenchStack stack() {
    return own.stack();
  }

  PipelineApply apply() {
    return own.apply();
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
    return new DrainRun(stack(), apply(), options.jvm(results), recordsPerBatch, options.patience);
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

  @Override
  public void close() throws IOException {
    own.close();
  }
}
