package io.headgate.bench.prove;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.OwnStack;
import io.headgate.bench.stack.PipelineApply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.annotation.Nullable;

/** The stack of one proof; its folder stays when the proof fails, or was named. */
final class ProofStack implements AutoCloseable {
  private final Path folder;
  private final boolean named;
  private final PrintStream out;
  private final OwnStack own;
  private boolean proven;

  /**
   * Starts it.
   *
   * @param state its folder, or null for a temporary one
   */
  ProofStack(@Nullable Path state, PrintStream out) throws IOException, InterruptedException {
    this.named = state != null;
    this.folder =
        named ? Files.createDirectories(state) : Files.createTempDirectory("headgate-prove-");
    this.out = out;
    this.own = new OwnStack(folder, out, BenchStack::start);
  }

  BenchStack stack() {
    return own.stack();
  }

  PipelineApply apply() {
    return own.apply();
  }

  /** The stores need not be looked at any more. */
  void proven() {
    proven = true;
  }

  @Override
  public void close() throws IOException {
    if (proven && !named) {
      own.folderGoes();
    } else {
      out.println("Logs and stores: " + folder);
    }
    own.close();
  }
}
