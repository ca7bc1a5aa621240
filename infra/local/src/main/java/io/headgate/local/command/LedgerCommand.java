package io.headgate.local.command;

import io.headgate.components.Downloads;
import io.headgate.local.JobEnvironment;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The registry's ledger, when some of it is lost. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Make lost rows of the ledger again.")
public final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name what to do: rebuild.");
  }

  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description =
          "Make the rows that the registry has lost again, from snapshots and checkpoints, as far"
              + " back as these go. Rows that exist stay as they are.")
  int rebuild(
      @Parameters(paramLabel = "PIPELINE", description = "For example flights.") String pipeline)
      throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties.existing(layout);
    var environment = JobEnvironment.of(layout, Downloads.ofUser(System.err::println));
    ProcessBuilder job =
        new ProcessBuilder(
                List.of(
                    environment.get("SPARK_HOME") + "/bin/spark-submit",
                    "--master",
                    "local[1]",
                    "--driver-memory",
                    "1g",
                    "--conf",
                    "spark.driver.extraJavaOptions=-XX:+UseSerialGC -Duser.timezone=UTC",
                    "--class",
                    "io.headgate.batch.RebuildLedgerJob",
                    layout.jar("batch-jobs").toString(),
                    "--pipeline",
                    pipeline))
            .inheritIO();
    job.environment().putAll(environment);
    return job.start().waitFor();
  }
}
