package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.batch.RunWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The job as a process of its own, which has ended.
 *
 * @param output what it wrote to both its streams
 */
record JobProcess(int exitCode, String output) {
  /**
   * Runs the rollups of the flights pipeline.
   *
   * @param environment what it gets beside the settings of the lake, and what wins over them
   */
  static JobProcess run(TestingLake lake, Map<String, String> environment, RunWindow window)
      throws IOException, InterruptedException {
    return run(
        lake,
        environment,
        RollupJob.class,
        "--pipeline=flights",
        "--grain=" + window.grain().name().toLowerCase(Locale.ROOT),
        "--window-start=" + window.start(),
        "--window-end=" + window.end());
  }

  /** Runs a job to its end. */
  static JobProcess run(
      TestingLake lake, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("headgate-job-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(main, arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(lake.environment());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      String output = Files.readString(log);
      assertThat(ended).as(output).isTrue();
      return new JobProcess(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  private static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
