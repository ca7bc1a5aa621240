package io.headgate.local;

import io.headgate.components.Downloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A job of ours that Spark runs on this machine, on the stack.
 *
 * @param command {@code spark-submit} with its arguments
 * @param environment what it needs besides the variables of this process; none is a secret
 */
public record SparkSubmit(List<String> command, Map<String, String> environment) {
  public SparkSubmit {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * The command of a job.
   *
   * @param module whose jar has the job, for example {@code batch-jobs}
   * @param job its class
   * @param threads of Spark
   * @throws io.headgate.components.ComponentException when the jar is not built
   */
  public static SparkSubmit of(
      StackLayout layout,
      Downloads downloads,
      String module,
      String job,
      int threads,
      String... arguments)
      throws InterruptedException {
    Path jar = ServiceJar.requireBuilt(layout.jar(module));
    Map<String, String> environment = JobEnvironment.of(layout, downloads);
    List<String> command = new ArrayList<>();
    command.add(environment.get("SPARK_HOME") + "/bin/spark-submit");
    command.addAll(List.of("--master", "local[%d]".formatted(threads), "--driver-memory", "1g"));
    command.add("--conf");
    command.add("spark.driver.extraJavaOptions=-XX:+UseSerialGC -Duser.timezone=UTC");
    command.addAll(List.of("--class", job, jar.toString()));
    command.addAll(List.of(arguments));
    return new SparkSubmit(command, environment);
  }

  /** Runs it on this terminal, and answers its exit code. */
  public int run() throws IOException, InterruptedException {
    ProcessBuilder job = new ProcessBuilder(command).inheritIO();
    job.environment().putAll(environment);
    return job.start().waitFor();
  }
}
