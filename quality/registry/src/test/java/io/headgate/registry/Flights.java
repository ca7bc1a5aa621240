package io.headgate.registry;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A pipeline of a name of its own, so that tests can share a database, and what its jobs send. */
final class Flights {
  private static final AtomicInteger COUNT = new AtomicInteger();
  static final Instant DAY = Instant.parse("2026-11-12T00:00:00Z");
  private static final CheckResult TOO_FEW =
      new CheckResult("near_average", Outcome.FAILED, 2.0, "0.48 of the average");
  static final String SCHEMA =
      """
      {"type": "record", "name": "Departure",
       "fields": [{"name": "event_id", "type": "string"}]}
      """;

  final String name;
  final String raw;
  final String daily;
  final String hourly;
  final String aggregate;

  Flights() {
    this("flights_" + COUNT.incrementAndGet());
  }

  /** For a database of its own. */
  Flights(String name) {
    this.name = name;
    raw = "raw." + name;
    daily = "rollup." + name + "_daily";
    hourly = "rollup." + name + "_hourly";
    aggregate = name + "_live";
  }

  PipelineContract contract() {
    return contract("SELECT count(*) AS flights FROM events");
  }

  /** One of its aggregates or rollups has another name. */
  PipelineContract renamed(String old, String name) throws IOException {
    String text = Json.write(contract()).replace('"' + old + '"', '"' + name + '"');
    return Json.MAPPER.readValue(text, PipelineContract.class);
  }

  PipelineContract contract(String dailySql) {
    return contract(
        new Rollup(name + "_daily", dailySql, Grain.DAILY, List.of("origin"), null, List.of()));
  }

  /** Its days are made of its hours. */
  PipelineContract leveled() {
    return contract(
        new Rollup(
            name + "_daily",
            "SELECT 1",
            Grain.DAILY,
            List.of("origin"),
            null,
            name + "_hourly",
            List.of()));
  }

  /** Its aggregate has measures. */
  PipelineContract measured() {
    return contract(
        new Rollup(
            name + "_daily", "SELECT 1", Grain.DAILY, List.of("origin"), aggregate, List.of()),
        """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          count(*) AS flights, avg(CAST(delay AS double)) AS average_delay
        FROM events GROUP BY window(scheduled_at, '1 hour'), origin
        """);
  }

  private PipelineContract contract(Rollup ofDays) {
    return contract(ofDays, "SELECT 1");
  }

  private PipelineContract contract(Rollup ofDays, String aggregateSql) {
    return new PipelineContract(
        name,
        "flight-data",
        List.of(Source.of("aviation." + name + ".v1", SCHEMA, 4, (short) 1)),
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(new Aggregate(aggregate, aggregateSql, List.of("origin"))),
        List.of(
            ofDays,
            new Rollup(
                name + "_hourly", "SELECT 1", Grain.HOURLY, List.of("origin"), null, List.of())),
        new Retention(Duration.ofDays(7), Duration.ofDays(14)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }

  /** Epoch {@code n} reads offsets [100 n, 100 n + 100) and writes snapshot 1000 + n. */
  LedgerRow epoch(long epoch, Map<String, Long> partitionRows) {
    long rows = partitionRows.values().stream().mapToLong(Long::longValue).sum();
    return epoch(
        epoch, new OffsetRange("t", 0, 100 * epoch, 100 * epoch + 100), rows, partitionRows);
  }

  LedgerRow epoch(long epoch, OffsetRange range, long rowsIn, Map<String, Long> partitionRows) {
    Instant committedAt = DAY.plus(Duration.ofMinutes(epoch));
    return new LedgerRow(
        "raw-ingest:" + name,
        "query-1",
        epoch,
        raw,
        name,
        1,
        List.of(range),
        rowsIn,
        partitionRows.values().stream().mapToLong(Long::longValue).sum(),
        0,
        partitionRows,
        1000 + epoch,
        committedAt.minusSeconds(5),
        null,
        committedAt.minusSeconds(1),
        committedAt);
  }

  /** Epoch {@code n} of which some records were quarantined, some filtered, and none was valid. */
  LedgerRow epoch(long epoch, long quarantined, long filtered, Map<String, Long> errors) {
    Instant committedAt = DAY.plus(Duration.ofMinutes(epoch));
    return new LedgerRow(
        "raw-ingest:" + name,
        "query-1",
        epoch,
        raw,
        name,
        1,
        List.of(new OffsetRange("t", 0, 100 * epoch, 100 * epoch + 100)),
        quarantined + filtered,
        0,
        quarantined,
        filtered,
        2,
        1,
        Map.of(),
        errors,
        Map.of("missing:airports", 7L),
        Map.of("2026-11-12T05", 2L),
        Map.of("2026-11-12T05", errors),
        null,
        committedAt.minusSeconds(5),
        null,
        committedAt.minusSeconds(1),
        committedAt);
  }

  /** A run of the daily rollup that read raw at the snapshot of {@code epoch}. */
  RunReport published(String key, long sequenceNumber, String day, long epoch) {
    return run(
        key,
        day,
        epoch,
        PartitionState.PUBLISHED,
        new CheckResult("near_average", Outcome.PASSED, 2.0, "1.00 of the average"),
        publication(sequenceNumber));
  }

  /** A run that published though its score is 0.33. */
  RunReport publishedAllTheSame(String key, long sequenceNumber, String day, long epoch) {
    return run(key, day, epoch, PartitionState.PUBLISHED, TOO_FEW, publication(sequenceNumber));
  }

  private Publication publication(long sequenceNumber) {
    return new Publication(
        9000 + sequenceNumber,
        sequenceNumber,
        "file:///pointers/" + name + "/" + sequenceNumber + ".json");
  }

  RunReport quarantined(String key, String day, long epoch) {
    return run(key, day, epoch, PartitionState.QUARANTINED, TOO_FEW, null);
  }

  private RunReport run(
      String key,
      String day,
      long epoch,
      PartitionState state,
      CheckResult check,
      Publication publication) {
    Instant start = Instant.parse(day + "T00:00:00Z");
    return new RunReport(
        name + key,
        daily,
        name,
        1,
        start,
        start.plus(Duration.ofDays(1)),
        state,
        Map.of(day, 42L),
        List.of(new CheckResult("unique_key", Outcome.PASSED, 1.0, "no duplicates"), check),
        Map.of(raw, 1000 + epoch),
        publication,
        DAY.plus(Duration.ofMinutes(epoch)).plusSeconds(30),
        DAY.plus(Duration.ofMinutes(epoch)).plusSeconds(50));
  }
}
