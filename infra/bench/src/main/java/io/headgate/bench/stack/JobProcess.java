package io.headgate.bench.stack;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A program that was started here and is watched, with its log in a file. */
public final class JobProcess implements AutoCloseable {
  private static final int LINES_SHOWN = 30;

  private final String name;
  private final Process process;
  private final Path log;
  private final long startedAt = System.nanoTime();
  // For Ctrl-C: it must not outlive the benchmark.
  private final Thread atExit;

  private JobProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.atExit = new Thread(process::destroyForcibly, "kill-" + name);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a program.
   *
   * @param folder its working folder, in which its log is made
   */
  public static JobProcess start(
      String name, List<String> words, Map<String, String> environment, Path folder)
      throws IOException {
    Path log = Files.createTempFile(folder, name + "-", ".log");
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new JobProcess(name, builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Its exit code; empty while it runs. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Time since its start. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  public Path log() {
    return log;
  }

  /** What it used so far; empty when it has ended. */
  public Optional<ProcessFigures> figures() {
    return process.isAlive() ? ProcessFigures.of(process.pid()) : Optional.empty();
  }

  /** Fails with the end of its log when it has ended. */
  public void requireRunning() {
    if (!process.isAlive()) {
      throw new HeadgateException(
          ExitCode.BUG,
          "Cannot go on measuring %s: it ended with exit code %d. Its log %s ends so:%n%s"
              .formatted(name, process.exitValue(), log, tail()));
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   */
  public int awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new HeadgateException(
          ExitCode.BUG,
          "Cannot wait longer for %s: it still runs after %s. Its log %s ends so:%n%s"
              .formatted(name, patience, log, tail()));
    }
    close();
    return process.exitValue();
  }

  /** The end of its log, for messages. */
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** SIGTERM, and the exit code that it leads to; SIGKILL when that takes longer than a minute. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      kill();
    }
    return process.exitValue();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs then.
    }
  }
}
