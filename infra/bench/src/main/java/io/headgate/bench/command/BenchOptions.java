package io.headgate.bench.command;

import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.report.ResultsFolder;
import io.headgate.local.StackLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** What all benchmarks share. */
final class BenchOptions {
  @Option(
      names = "--heap",
      defaultValue = "2g",
      paramLabel = "SIZE",
      description = "-Xmx of every candidate (default: ${DEFAULT-VALUE}).")
  String heap;

  @Option(
      names = "--cores",
      defaultValue = "2",
      paramLabel = "N",
      description = "Threads of Spark (default: ${DEFAULT-VALUE}).")
  int cores;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description = "One more option of every candidate's JVM; may be repeated.")
  List<String> javaOptions = List.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the events (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--quick",
      description = "Tiny sizes, to see that it works; its figures mean nothing.")
  boolean quick;

  @Option(
      names = "--profile",
      description = "Write a flight recording (JFR) of every candidate into the results folder.")
  boolean profile;

  @Option(
      names = "--patience",
      defaultValue = "PT20M",
      paramLabel = "DURATION",
      description = "How long one run may take (default: ${DEFAULT-VALUE}).")
  Duration patience;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Parent of the results folder (default: bench in the stack's state folder).")
  @Nullable
  Path results;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "Folder of the benchmark's own stack (default: a temporary one, deleted at the end).")
  @Nullable
  Path state;

  JvmOptions jvm(ResultsFolder folder) {
    return new JvmOptions(heap, cores, javaOptions, profile ? folder.folder() : null);
  }

  Path resultsParent() {
    return results != null ? results : StackLayout.of(System.getenv()).state().resolve("bench");
  }

  Path stateFolder() throws IOException {
    return state != null
        ? Files.createDirectories(state)
        : Files.createTempDirectory("headgate-bench-");
  }
}
