package io.headgate.local;

import io.headgate.components.ComponentException;
import io.headgate.local.command.AirflowCommand;
import io.headgate.local.command.ApplyCommand;
import io.headgate.local.command.BackfillCommand;
import io.headgate.local.command.DlqCommand;
import io.headgate.local.command.DoctorCommand;
import io.headgate.local.command.DownCommand;
import io.headgate.local.command.EnvCommand;
import io.headgate.local.command.GapsCommand;
import io.headgate.local.command.GatesCommand;
import io.headgate.local.command.KeysCommand;
import io.headgate.local.command.LateCommand;
import io.headgate.local.command.LedgerCommand;
import io.headgate.local.command.LineageCommand;
import io.headgate.local.command.LogsCommand;
import io.headgate.local.command.RebuildCommand;
import io.headgate.local.command.ReplayCommand;
import io.headgate.local.command.RetireCommand;
import io.headgate.local.command.SchemaCommand;
import io.headgate.local.command.SimulateCommand;
import io.headgate.local.command.SqlCommand;
import io.headgate.local.command.StatusCommand;
import io.headgate.local.command.TopCommand;
import io.headgate.local.command.UpCommand;
import io.headgate.local.demo.DemoCommand;
import io.headgate.local.offending.OffendingCommand;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code headgate}: the platform on one machine. */
@Command(
    name = "headgate",
    mixinStandardHelpOptions = true,
    description = "The platform on one machine.",
    footer = {
      "",
      "HEADGATE_STATE      folder of the stack's data (default: .headgate in the repository)",
      "HEADGATE_PORT_BASE  first of the stack's ports (default: 17100)",
      "HEADGATE_CACHE      folder of downloads (default: ~/.cache/headgate)"
    },
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      TopCommand.class,
      LogsCommand.class,
      DoctorCommand.class,
      SqlCommand.class,
      EnvCommand.class,
      ApplyCommand.class,
      RetireCommand.class,
      SchemaCommand.class,
      RebuildCommand.class,
      BackfillCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      DlqCommand.class,
      GapsCommand.class,
      LateCommand.class,
      LedgerCommand.class,
      LineageCommand.class,
      GatesCommand.class,
      OffendingCommand.class,
      KeysCommand.class,
      AirflowCommand.class,
      DemoCommand.class
    })
public final class HeadgateCommand {
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int exitCode = run(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Runs a command line; answers the code of an {@link ExitCode}. */
  public static int run(String... args) {
    CommandLine headgate = new CommandLine(new HeadgateCommand());
    ServiceLoader.load(HeadgateSubcommand.class).forEach(headgate::addSubcommand);
    return headgate
        .setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, command))
        .execute(args);
  }

  private static int tell(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    List<Throwable> all = new ArrayList<>(List.of(failure));
    all.addAll(List.of(failure.getSuppressed()));
    int exitCode = 0;
    for (Throwable each : all) {
      Failure told =
          each instanceof ComponentException
              ? new Failure(ExitCode.DEPENDENCY_DOWN, each.getMessage())
              : Failure.of(each);
      err.println(told.message());
      if (told.exitCode() == ExitCode.BUG) {
        each.printStackTrace(err);
      }
      exitCode = exitCode == 0 ? told.exitCode().code() : exitCode;
    }
    err.flush();
    return exitCode;
  }
}
