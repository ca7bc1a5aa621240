package io.headgate.local.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What was refused, and what is to become of it. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description =
        "List, show and replay dead letters: records that did not decode or broke a rule.",
    subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
public final class DlqCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Name what to do: list, show or replay.");
  }
}
