package io.headgate.local.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What producers do with schemas. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Check a schema against everything that reads its topic.",
    subcommands = SchemaCheckCommand.class)
public final class SchemaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name what to do: check.");
  }
}
