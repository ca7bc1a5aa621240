package io.headgate.local.command;

import io.headgate.components.AirflowInstallation;
import io.headgate.components.Downloads;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.airflow.StackAirflow;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Airflow's own command line, with the stack's environment. */
@Command(
    name = "airflow",
    description =
        "Run Airflow's own command line, for example: headgate airflow backfill create --help.")
public final class AirflowCommand implements Callable<Integer> {
  @Unmatched private List<String> words = List.of();

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    AirflowInstallation airflow =
        StackAirflow.of(
            layout, StackProperties.existing(layout), Downloads.ofUser(System.err::println));
    ProcessBuilder program = new ProcessBuilder(airflow.program(words)).inheritIO();
    program.environment().putAll(airflow.environment());
    return program.start().waitFor();
  }
}
