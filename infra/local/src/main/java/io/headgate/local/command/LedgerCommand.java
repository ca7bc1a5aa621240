package io.headgate.local.command;

import io.headgate.components.Downloads;
import io.headgate.local.SparkSubmit;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
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
    return SparkSubmit.of(
            layout,
            Downloads.ofUser(System.err::println),
            "batch-jobs",
            "io.headgate.batch.RebuildLedgerJob",
            1,
            "--pipeline",
            pipeline)
        .run();
  }
}
