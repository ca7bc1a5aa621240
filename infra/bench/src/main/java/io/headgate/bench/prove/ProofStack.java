package io.headgate.bench.prove;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/** The stack of one proof; its folder stays when the proof fails, or was named. */
final class ProofStack implements AutoCloseable {
  private final Path folder;
  private final boolean named;
  private final PrintStream out;
  private final BenchStack stack;
  private final PipelineApply apply;
  private final Thread atExit;
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
    this.stack = BenchStack.start(folder, out);
    // For Ctrl-C: nothing of the stack may outlive the command.
    this.atExit = new Thread(this::stop, "stop-proof-stack");
    Runtime.getRuntime().addShutdownHook(atExit);
    this.apply = new PipelineApply(stack);
  }

  BenchStack stack() {
    return stack;
  }

  PipelineApply apply() {
    return apply;
  }

  /** The stores need not be looked at any more. */
  void proven() {
    proven = true;
  }

  private void stop() {
    try {
      stack.close();
    } catch (IOException e) {
      out.println("Not all of the stack in " + folder + " was stopped: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    apply.close();
    stop();
    boolean unused = Runtime.getRuntime().removeShutdownHook(atExit);
    if (!proven || named) {
      out.println("Logs and stores: " + folder);
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
