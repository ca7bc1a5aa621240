package io.headgate.bench.command;

import io.headgate.bench.live.Percentiles;
import io.headgate.bench.registry.FilledRegistry;
import io.headgate.bench.registry.GateAskers;
import io.headgate.bench.registry.LineageAsker;
import io.headgate.local.StackProperties;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench registry}. */
@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    description = "Gate answers per second, and how long lineage takes, with many partitions.")
public final class RegistryCommand implements Callable<Integer> {
  private static final int QUICK_PARTITIONS = 1000;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--partitions",
      defaultValue = "100000",
      paramLabel = "N",
      description = "Partitions of all datasets together (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--callers",
      defaultValue = "4",
      paramLabel = "N",
      description = "Callers that ask at the same time (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(
      names = "--duration",
      defaultValue = "PT1M",
      paramLabel = "DURATION",
      description =
          "How long they ask; a third of it before it counts (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(
      names = "--lineage-questions",
      defaultValue = "500",
      paramLabel = "N",
      description =
          "Questions for lineage; a third more before it counts (default: ${DEFAULT-VALUE}).")
  private int questions;

  private final PrintStream out = System.out;

  /**
   * What came of it.
   *
   * @param gate seconds of an answer about one partition
   * @param lineage seconds of an answer ten jobs deep
   */
  public record Result(
      int partitions, int callers, double gatesPerSecond, Percentiles gate, Percentiles lineage) {}

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      partitions = QUICK_PARTITIONS;
      duration = Duration.ofSeconds(3);
      questions = 20;
    }
    try (BenchSession session = new BenchSession("registry", options, Clock.systemUTC(), out)) {
      FilledRegistry filled = FilledRegistry.of(session.stack(), partitions);
      out.printf(
          Locale.ROOT,
          "  %,d partitions of %d datasets are there%n",
          filled.partitions(),
          FilledRegistry.DATASETS);
      Result result = measure(filled, session.stack().properties());
      out.printf(
          Locale.ROOT,
          "gates: %,.0f answers per second to %d callers; p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
          result.gatesPerSecond(),
          result.callers(),
          1000 * result.gate().p50(),
          1000 * result.gate().p99(),
          1000 * result.gate().longest());
      out.printf(
          Locale.ROOT,
          "lineage %d jobs deep: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
          FilledRegistry.DEPTH,
          1000 * result.lineage().p50(),
          1000 * result.lineage().p99(),
          1000 * result.lineage().longest());
      session.finish(
          Map.of("duration", duration.toString(), "lineageQuestions", questions), result);
      return 0;
    }
  }

  private Result measure(FilledRegistry filled, StackProperties properties) throws Exception {
    GateAskers askers = new GateAskers(filled, properties, callers);
    askers.ask(duration.dividedBy(3), options.seed);
    List<Duration> gates = askers.ask(duration, options.seed + 1);
    LineageAsker.ask(properties, questions / 3);
    List<Duration> lineage = LineageAsker.ask(properties, questions);
    return new Result(
        filled.partitions(),
        callers,
        gates.size() / (duration.toMillis() / 1000.0),
        Percentiles.of(gates),
        Percentiles.of(lineage));
  }
}
