package io.headgate.bench.command;

import io.headgate.local.HeadgateSubcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measure the streams, batch, the registry and the gateway on a stack of their own.",
    subcommands = {
      RawCommand.class,
      AggregatesCommand.class,
      LatencyCommand.class,
      CatchupCommand.class,
      MemoryCommand.class,
      SkewCommand.class,
      SoakCommand.class,
      BatchCommand.class,
      PublicationCommand.class,
      RegistryCommand.class,
      GatewayCommand.class
    })
public final class BenchCommand implements HeadgateSubcommand, Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of the benchmarks.");
  }
}
