package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A reconciliation as a process of its own, to its end. */
record ReconcileProcess(int exitCode, String output) {
  static ReconcileProcess run(ReconciledPipeline pipeline)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ReconcileJob.class.getName(), "--pipeline", pipeline.name));
    Path log = Files.createTempFile("headgate-reconcile-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(pipeline.lake.environment());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      String output = Files.readString(log);
      assertThat(ended).as(output).isTrue();
      return new ReconcileProcess(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }
}
