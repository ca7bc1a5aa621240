package io.headgate.bench.faults;

import io.headgate.bench.gateway.ClickBatches;
import io.headgate.bench.gateway.StubbornProducers;
import java.util.List;
import java.util.Set;

/**
 * Faults while events come by HTTP. What the gateway has acknowledged must be in the topic, and
 * what is in the topic in the stores, each record once.
 */
final class GatewayFaults {
  private static final String GATEWAY = "gateway";
  private static final int BATCH = 50;
  private static final int PRODUCERS = 4;
  private static final int BETWEEN_KILLS = 2_000;

  private GatewayFaults() {}

  static List<Scenario> all() {
    return List.of(
        scenario("kill-gateway", GATEWAY), scenario("kill-kafka-behind-gateway", "kafka"));
  }

  private static Scenario scenario(String name, String victim) {
    return Scenario.of(
        name,
        "SIGKILL of %s while producers send by HTTP, and a start some time later; again and again"
            .formatted(victim),
        "The jobs go on by themselves, and every acknowledged event is in the topic.",
        Set.of(Job.RAW, Job.AGGREGATE),
        run -> kill(run, victim));
  }

  private static String kill(FaultRun run, String victim) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : Set.of(Job.RAW, Job.AGGREGATE)) {
      var unused = run.startAndAwaitBatch(job);
    }
    run.stack().start(GATEWAY);
    StubbornProducers producers = producers(run);
    try {
      for (int kill = 0; kill < run.sizes().kills(); kill++) {
        awaitMore(run, producers);
        int refusals = producers.refusals();
        run.stack().kill(victim);
        Thread.sleep(run.sizes().outage().toMillis());
        run.stack().start(victim);
        NoFaultException.unless(producers.refusals() > refusals, "no producer noticed");
      }
      awaitMore(run, producers);
    } finally {
      producers.close();
      run.stack().stop(GATEWAY);
    }
    run.recovering();
    Set<String> acknowledged = producers.acknowledged();
    run.expected()
        .add(
            "every acknowledged event in the topic",
            () -> run.truth().missing(acknowledged).isEmpty());
    return "killed %d times; %,d events acknowledged, %,d batches sent again"
        .formatted(run.sizes().kills(), acknowledged.size(), producers.refusals());
  }

  private static StubbornProducers producers(FaultRun run) {
    Events events = run.events();
    return new StubbornProducers(
        new ClickBatches(run.pipeline().topic(), run.source(), BATCH),
        () -> reserve(events),
        Events::micros,
        run.stack().properties().get("stack.gateway-url"),
        run.stack().properties().get("registry.api-key"),
        PRODUCERS);
  }

  private static long reserve(Events events) {
    synchronized (events) {
      return events.reserve(BATCH);
    }
  }

  private static void awaitMore(FaultRun run, StubbornProducers producers) throws Exception {
    int before = producers.acknowledged().size();
    run.await(
        "acknowledged events", () -> producers.acknowledged().size() >= before + BETWEEN_KILLS);
  }
}
