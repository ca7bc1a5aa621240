package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.simulate.Shares;
import io.headgate.local.simulate.Simulation;
import io.headgate.local.simulate.SimulationReport;
import io.headgate.local.simulate.Way;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends made-up events of any pipeline, and says what it sent. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Send made-up events of an applied pipeline at a steady rate, some of them in disorder, twice,"
            + " late or bad; then say what was sent and how to check what arrived.")
public final class SimulateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Option(
      names = "--rate",
      defaultValue = "100",
      paramLabel = "N",
      description = "Events per second. Default: ${DEFAULT-VALUE}.")
  private long rate;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "T",
      description = "How long. Default: ${DEFAULT-VALUE}.")
  private long seconds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description =
          "The same seed makes the same events, but for times and the beginning of ids. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--through",
      defaultValue = "gateway",
      paramLabel = "WAY",
      description = "gateway or kafka. Default: ${DEFAULT-VALUE}.")
  private String way;

  @Option(
      names = "--disorder",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Older than others, but within the watermark. Default: ${DEFAULT-VALUE}.")
  private double disorder;

  @Option(
      names = "--duplicates",
      defaultValue = "0.01",
      paramLabel = "SHARE",
      description = "Sent before, with the same id. Default: ${DEFAULT-VALUE}.")
  private double duplicates;

  @Option(
      names = "--late",
      defaultValue = "0.01",
      paramLabel = "SHARE",
      description = "Behind the watermark. Default: ${DEFAULT-VALUE}.")
  private double late;

  @Option(
      names = "--bad",
      defaultValue = "0.005",
      paramLabel = "SHARE",
      description = "Half undecodable, half with a time too far ahead. Default: ${DEFAULT-VALUE}.")
  private double bad;

  @Override
  public Integer call() throws Exception {
    requirePositive("--rate", rate);
    requirePositive("--seconds", seconds);
    Simulation.Load load =
        new Simulation.Load(
            rate, seed, Duration.ofSeconds(seconds), new Shares(disorder, duplicates, late, bad));
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    Simulation simulation = new Simulation(pipeline, properties.registry(), Clock.systemUTC());
    SimulationReport report =
        way() == Way.KAFKA
            ? simulation.throughKafka(load, properties.get("kafka.bootstrap-servers"))
            : simulation.throughGateway(
                load, properties.get("stack.gateway-url"), properties.get("registry.api-key"));
    System.out.print(report.text());
    return 0;
  }

  private Way way() {
    return switch (way) {
      case "gateway" -> Way.GATEWAY;
      case "kafka" -> Way.KAFKA;
      default ->
          throw new HeadgateException(
              ExitCode.BAD_CONFIGURATION,
              "Cannot simulate through '%s': there is no such way. Give --through gateway or kafka."
                  .formatted(way));
    };
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot simulate with %s %d: it is no number from 1. Correct it."
              .formatted(option, value));
    }
  }
}
