package io.headgate.bench.prove;

import io.headgate.local.HeadgateSubcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate prove}. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = "Try what batch promises, on a stack of its own, and compare with DuckDB.",
    subcommands = {HalfYearCommand.class, TogetherCommand.class})
public final class ProveCommand implements HeadgateSubcommand, Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the proofs.");
  }
}
