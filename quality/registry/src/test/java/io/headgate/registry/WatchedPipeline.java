package io.headgate.registry;

import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.store.Datasets;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.Freshness;
import io.headgate.registry.store.Incidents;
import io.headgate.registry.store.Ledger;
import io.headgate.registry.store.PipelineApplication;
import io.headgate.registry.store.Pipelines;
import io.headgate.registry.store.RecordedPipeline;
import io.headgate.registry.store.RetirementRequest;
import io.headgate.registry.store.Retirements;
import io.headgate.registry.store.Runs;
import io.headgate.registry.store.SlaWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jdbi.v3.core.Jdbi;

/** One pipeline in an empty database, and a watch that looks when it is told to. */
final class WatchedPipeline {
  private static final String DAY = "2026-11-12";

  final Flights flights = new Flights();
  final TestingClock clock;
  private final Jdbi jdbi;
  private SlaWatch watch;

  /** Forgets what the database has. */
  WatchedPipeline(Jdbi jdbi, Instant now) {
    jdbi.useHandle(
        handle -> handle.execute("TRUNCATE pipeline, watched, incident, gate_touched CASCADE"));
    this.jdbi = jdbi;
    this.clock = new TestingClock(now);
    this.watch = new SlaWatch(jdbi);
  }

  void ingest(long epoch, Map<String, Long> partitionRows) {
    new Ledger(jdbi, clock).record(flights.epoch(epoch, partitionRows));
  }

  PipelineContract daily() {
    return only("_daily");
  }

  PipelineContract hourly() {
    return only("_hourly");
  }

  /** The contract with one rollup, so that the test has one dataset to look at. */
  PipelineContract only(String suffix) {
    PipelineContract all = flights.contract();
    return new PipelineContract(
        all.name(),
        all.ownerTeam(),
        all.sources(),
        all.eventId(),
        all.eventTime(),
        all.delivery(),
        all.filter(),
        all.rules(),
        all.references(),
        all.enrichments(),
        List.of(),
        all.rollups().stream().filter(rollup -> rollup.name().endsWith(suffix)).toList(),
        all.retention(),
        all.sla(),
        all.minimumScore());
  }

  void apply(PipelineContract contract) {
    new Pipelines(jdbi, clock)
        .apply(
            new PipelineApplication(
                contract.name(),
                "streaming",
                contract.ownerTeam(),
                contract.sla().published().toMinutes(),
                List.of("t"),
                Json.MAPPER.valueToTree(contract)));
    if (contract.rollups().size() == 1) {
      // Raw has been read far ahead, so that only the rollup can be late.
      new Ledger(jdbi, clock).record(flights.epoch(10_000_000, Map.of()));
    }
  }

  void retire() {
    RecordedPipeline unused =
        new Retirements(jdbi, clock)
            .retire(flights.name, new RetirementRequest("nobody reads it", "ana", null));
  }

  void restart() {
    watch = new SlaWatch(jdbi);
  }

  void lookAt(Instant instant) {
    clock.set(instant);
    watch.look(instant);
  }

  /** Looks every minute, both ends included. */
  void lookFrom(Instant first, Instant last) {
    for (Instant at = first; !at.isAfter(last); at = at.plusSeconds(60)) {
      lookAt(at);
    }
  }

  void lookHourly(Instant first, Instant last) {
    for (Instant at = first; !at.isAfter(last); at = at.plus(Duration.ofHours(1))) {
      lookAt(at);
    }
  }

  void publish(String key, Instant endedAt) {
    boolean day = key.length() == 10;
    RunReport like = flights.published("-run-" + key, 3, DAY, 0);
    new Runs(jdbi, clock)
        .record(
            new RunReport(
                like.runKey(),
                day ? flights.daily : flights.hourly,
                like.pipeline(),
                1,
                like.windowStart(),
                like.windowEnd(),
                PartitionState.PUBLISHED,
                Map.of(key, 0L),
                like.checks(),
                Map.of(),
                null,
                endedAt.minusSeconds(60),
                endedAt));
  }

  List<Partition> partitions() {
    Datasets datasets = new Datasets(jdbi, clock);
    String dataset = datasets.find(flights.daily).isPresent() ? flights.daily : flights.hourly;
    return datasets.partitions(dataset, "", 1000);
  }

  Freshness.Of freshness() {
    return new Freshness(jdbi, clock)
        .all().stream()
            .filter(each -> each.dataset().equals(flights.daily))
            .findFirst()
            .orElseThrow();
  }

  List<Incident> incidents() {
    return new Incidents(jdbi, clock).page(true, Long.MAX_VALUE, 1000);
  }

  List<Incident> late() {
    return incidents().stream()
        .filter(incident -> incident.kind().equals(Incident.PARTITION_LATE))
        .toList();
  }

  /** What waits to be told, oldest first. */
  List<Tuple> told() {
    List<Incident> all = new Incidents(jdbi, clock).page(false, Long.MAX_VALUE, 1000);
    return new Deliveries(jdbi)
        .page(List.of(Deliveries.State.values()), Long.MAX_VALUE, 1000).stream()
            .sorted(Comparator.comparing(Deliveries.Delivery::deliveryId))
            .map(
                delivery ->
                    tuple(
                        all.stream()
                            .filter(incident -> incident.id() == delivery.incidentId())
                            .findFirst()
                            .orElseThrow()
                            .kind(),
                        delivery.action()))
            .toList();
  }
}
