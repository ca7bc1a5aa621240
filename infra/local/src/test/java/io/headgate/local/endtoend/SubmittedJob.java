package io.headgate.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code spark-submit} that runs, or has run. */
final class SubmittedJob implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 180;

  private final Process process;
  private final Path log;

  private SubmittedJob(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static SubmittedJob start(
      Path jar,
      String main,
      Path folder,
      Map<String, String> shell,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException {
    Path log = Files.createTempFile(folder, main.substring(main.lastIndexOf('.') + 1), ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                shell.get("SPARK_HOME") + "/bin/spark-submit",
                "--driver-memory",
                "1g",
                "--class",
                main,
                jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().putAll(shell);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new SubmittedJob(builder.start(), log);
  }

  boolean isRunning() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, and the exit code that it leads to. */
  int terminate() throws InterruptedException, IOException {
    process.destroy();
    return exitCode();
  }

  int exitCode() throws InterruptedException, IOException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("%s has not ended: %s", log.getFileName(), log())
        .isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
