package io.headgate.local.simulate;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Load of one pipeline, and an account of it. */
public final class Simulation {
  private static final int LARGEST_BATCH = 500;
  private static final long PAUSE_MILLIS = 20;

  private final PipelineContract contract;
  private final RegistryClient registry;
  private final Clock clock;

  /** Of a pipeline's recorded contract. */
  public Simulation(String pipeline, RegistryClient registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.contract =
        registry
            .pipeline(pipeline)
            .orElseThrow(
                () ->
                    new HeadgateException(
                        ExitCode.BAD_CONFIGURATION,
                        "Cannot simulate pipeline %s: the registry does not know it. Apply it first, or correct the name."
                            .formatted(pipeline)))
            .contract();
  }

  /**
   * What is to be sent.
   *
   * @param perSecond events
   * @param seed the same one sends the same events, but for their times and the beginning of ids
   */
  public record Load(long perSecond, long seed, Duration length, Shares shares) {}

  /** By HTTP. */
  public SimulationReport throughGateway(Load load, String url, String key)
      throws InterruptedException {
    try (EventSender sender = new GatewaySender(url, key)) {
      return run(load, sender, Way.GATEWAY);
    }
  }

  /** By a client of Kafka. */
  public SimulationReport throughKafka(Load load, String bootstrapServers)
      throws InterruptedException {
    try (EventSender sender = new KafkaSender(bootstrapServers)) {
      return run(load, sender, Way.KAFKA);
    }
  }

  private SimulationReport run(Load load, EventSender sender, Way way) throws InterruptedException {
    Instant startedAt = clock.instant();
    String idPrefix = "sim-%d-%d-".formatted(load.seed(), startedAt.getEpochSecond());
    EventPlan plan = new EventPlan(contract, registry, load.shares(), load.seed(), idPrefix);
    Map<EventKind, Long> sent = new EnumMap<>(EventKind.class);
    long total = load.perSecond() * load.length().toSeconds();
    long begun = System.nanoTime();
    for (long index = 0; index < total; ) {
      long due = Math.min(total, (System.nanoTime() - begun) * load.perSecond() / 1_000_000_000L);
      List<SimulatedEvent> batch = new ArrayList<>();
      for (; index < due && batch.size() < LARGEST_BATCH; index++) {
        SimulatedEvent event = plan.event(index, clock.instant());
        batch.add(event);
        sent.merge(event.kind(), 1L, Long::sum);
      }
      if (batch.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } else {
        sender.send(batch);
      }
    }
    sender.flush();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return new SimulationReport(contract, way, idPrefix, sent, took, sender.answered());
  }
}
