package io.headgate.bench.command;

import io.headgate.bench.gateway.ClickBatches;
import io.headgate.bench.gateway.EventCallers;
import io.headgate.bench.live.Percentiles;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.platform.registry.SchemaVersion;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench gateway}. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description =
        "Events per second by HTTP into Kafka, how long a batch takes at a given rate, and the memory.")
public final class GatewayCommand implements Callable<Integer> {
  private static final int QUARTERS = 4;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description = "Events of a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--callers",
      defaultValue = "4",
      paramLabel = "N",
      description = "Producers at the same time (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Events per second while latency is measured (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--duration",
      defaultValue = "PT1M",
      paramLabel = "DURATION",
      description =
          "How long each of both is measured; a third of it before it counts (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  private final PrintStream out = System.out;

  /**
   * What came of it.
   *
   * @param eventsPerSecond with every producer sending as soon as it was answered
   * @param batchSeconds of a batch at the given rate, from the moment at which it was due
   * @param residentBytes of the gateway's process behind each quarter of the latency's measurement
   */
  public record Result(
      double eventsPerSecond,
      double cpuSecondsPerMillion,
      long askedPerSecond,
      double sentPerSecond,
      Percentiles batchSeconds,
      List<Long> residentBytes) {}

  @Override
  public Integer call() throws Exception {
    if (options.quick) {
      duration = Duration.ofSeconds(4);
      rate = 1_000;
    }
    try (BenchSession session = new BenchSession("gateway", options, Clock.systemUTC(), out)) {
      BenchPipeline pipeline =
          BenchPipeline.plain("gateway_clicks", "bench.gateway-click.v1").withRules();
      SchemaVersion schema = session.apply().apply(pipeline);
      session.stack().start("gateway");
      Result result = measure(session.stack(), pipeline, schema);
      out.printf(
          Locale.ROOT,
          "flat out: %,.0f events per second in batches of %d from %d producers; %.1f CPU-s of the gateway per million%n",
          result.eventsPerSecond(),
          batch,
          callers,
          result.cpuSecondsPerMillion());
      out.printf(
          Locale.ROOT,
          "at %,.0f events per second: a batch takes p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
          result.sentPerSecond(),
          1000 * result.batchSeconds().p50(),
          1000 * result.batchSeconds().p99(),
          1000 * result.batchSeconds().longest());
      out.printf(
          Locale.ROOT,
          "memory of the gateway behind each quarter: %s MB%n",
          result.residentBytes().stream().map(bytes -> bytes >> 20).toList());
      session.finish(
          Map.of("duration", duration.toString(), "batch", batch, "callers", callers), result);
      return 0;
    }
  }

  private Result measure(BenchStack stack, BenchPipeline pipeline, SchemaVersion schema)
      throws Exception {
    ClickSource clicks =
        new ClickSource(new Schema.Parser().parse(schema.definition()), options.seed, 500);
    EventCallers producers =
        new EventCallers(
            new ClickBatches(pipeline.topic(), clicks, batch),
            stack.properties().get("stack.gateway-url"),
            stack.properties().get("registry.api-key"),
            callers);
    producers.flatOut(duration.dividedBy(3));
    double cpuBefore = stack.cpuSeconds("gateway");
    EventCallers.Sent flatOut = producers.flatOut(duration);
    double cpu = stack.cpuSeconds("gateway") - cpuBefore;
    producers.paced(duration.dividedBy(3), rate);
    List<Duration> took = new ArrayList<>();
    List<Long> resident = new ArrayList<>();
    long events = 0;
    Duration time = Duration.ZERO;
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      EventCallers.Sent sent = producers.paced(duration.dividedBy(QUARTERS), rate);
      took.addAll(sent.took());
      events += sent.events();
      time = time.plus(sent.time());
      resident.add(stack.residentBytes("gateway"));
    }
    return new Result(
        flatOut.perSecond(),
        cpu * 1e6 / flatOut.events(),
        rate,
        events / (time.toNanos() / 1e9),
        Percentiles.of(took),
        resident);
  }
}
