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
record RollupProcess(int exitCode, String output) {
  /**
   * Runs it for the flights pipeline.
   *
   * @param environment what it gets beside the settings of the lake, and what wins over them
   */
  static RollupProcess run(TestingLake lake, Map<String, String> environment, RunWindow window)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("headgate-rollup-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(window)).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(lake.environment());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      String output = Files.readString(log);
      assertThat(ended).as(output).isTrue();
      return new RollupProcess(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  private static List<String> command(RunWindow window) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RollupJob.class.getName());
    command.addAll(List.of("--pipeline", "flights"));
    command.addAll(List.of("--grain", window.grain().name().toLowerCase(Locale.ROOT)));
    command.addAll(List.of("--window-start", window.start().toString()));
    command.addAll(List.of("--window-end", window.end().toString()));
    return command;
  }
}
