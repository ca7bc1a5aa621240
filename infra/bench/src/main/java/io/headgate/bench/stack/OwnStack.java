package io.headgate.bench.stack;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stack of one command: nothing of it outlives the command, and its folder stays unless somebody
 * says that nobody needs it.
 */
public final class OwnStack implements AutoCloseable {
  private final Path folder;
  private final PrintStream out;
  private final BenchStack stack;
  private final PipelineApply apply;
  private final Thread atExit;
  private boolean folderGoes;

  /**
   * Starts it.
   *
   * @param folder its state; it is there
   * @param start which components it has
   */
  public OwnStack(Path folder, PrintStream out, BenchStack.Start start)
      throws IOException, InterruptedException {
    this.folder = requireNonNull(folder);
    this.out = requireNonNull(out);
    this.stack = start.in(folder, out);
    // For Ctrl-C.
    this.atExit = new Thread(this::stopQuietly, "stop-own-stack");
    Runtime.getRuntime().addShutdownHook(atExit);
    this.apply = new PipelineApply(stack);
  }

  public BenchStack stack() {
    return stack;
  }

  public PipelineApply apply() {
    return apply;
  }

  /** Logs and stores need not be looked at any more: the folder goes with the stack. */
  public void folderGoes() {
    folderGoes = true;
  }

  private void stopQuietly() {
    try {
      stack.close();
    } catch (IOException e) {
      out.println("Not all of the stack in " + folder + " was stopped: " + e.getMessage());
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
    if (folderGoes) {
      List<Path> paths;
      try (Stream<Path> walk = Files.walk(folder)) {
        paths = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    }
  }
}
