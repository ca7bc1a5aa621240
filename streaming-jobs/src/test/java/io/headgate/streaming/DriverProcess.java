package io.headgate.streaming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A job's driver as a process, with its settings in a file and its output in a log. */
final class DriverProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private DriverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param folder for the settings and the log
   * @param job simple name of its class
   */
  static DriverProcess start(
      Path folder, Map<String, String> settings, String job, List<String> arguments) {
    return start(folder, settings, job, "-Xmx1g", arguments);
  }

  /**
   * As the other.
   *
   * @param heap an option of the JVM
   */
  static DriverProcess start(
      Path folder, Map<String, String> settings, String job, String heap, List<String> arguments) {
    return start(folder, settings, job, heap, Map.of(), arguments);
  }

  /** As the other, whose log has an object of JSON on each line. */
  static DriverProcess startWithJsonLog(
      Path folder, Map<String, String> settings, String job, List<String> arguments) {
    Map<String, String> environment = Map.of("HEADGATE_LOG_FORMAT", "json");
    return start(folder, settings, job, "-Xmx1g", environment, arguments);
  }

  private static DriverProcess start(
      Path folder,
      Map<String, String> settings,
      String job,
      String heap,
      Map<String, String> environment,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", heap));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.headgate.streaming." + job);
    try {
      command.addAll(List.of("--config", config(folder, settings).toString()));
      command.addAll(arguments);
      Path log = Files.createTempFile(folder, job, ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new DriverProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path config(Path folder, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path config = folder.resolve("headgate.properties");
    try (Writer file = Files.newBufferedWriter(config)) {
      properties.store(file, null);
    }
    return config;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** All that it has said so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and answers its exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      throw new AssertionError("Has not ended within three minutes:\n" + output());
    }
    return process.exitValue();
  }

  /** Asks it to end, and answers its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /** Returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
