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
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import io.headgate.testing.TestingPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Six weeks of the pipeline {@code flights}, as its jobs tell them, beside two others. */
final class FlightsStory {
  static final Instant NOW = Instant.parse("2026-11-20T14:20:00Z");
  static final String RAW = "raw.flights";
  static final String DAILY = "rollup.flights_by_origin_daily";
  static final String HOURLY = "rollup.flights_by_origin_hourly";
  private static final String TOPIC = "aviation.departure.v1";
  private static final String QUERY = "raw-ingest:flights";
  private static final Instant FIRST = Instant.parse("2026-10-12T00:00:00Z");
  private static final Instant FIRST_HOUR = Instant.parse("2026-11-19T12:00:00Z");
  private static final Instant LAST_DAYS = Instant.parse("2026-11-19T00:00:00Z");
  private static final int EPOCHS = 40;

  private final TestingClock clock = new TestingClock(FIRST);
  private RegistryClient registry;
  private long sequenceNumber;
  private final Map<String, Long> offsets = new HashMap<>();

  private FlightsStory() {}

  static void tell(TestingPostgres postgres) {
    FlightsStory story = new FlightsStory();
    try (TestingRegistry service = TestingRegistry.start(postgres, story.clock)) {
      story.registry = service.client();
      story.tellAll(new GateClient(service.url(), TestingRegistry.KEY));
    }
  }

  private void tellAll(GateClient gates) {
    registry.applyPipeline(contract());
    clock.set(LAST_DAYS);
    Flights baggage = new Flights("baggage");
    Flights bookings = new Flights("bookings");
    registry.applyPipeline(baggage.contract());
    registry.applyPipeline(bookings.contract());
    registry.lineage().putColumnEdges("flights", 1, columns());
    for (long epoch = 0; epoch < EPOCHS; epoch++) {
      registry.postLedger(batch("flights", epoch));
    }
    for (Flights other : List.of(baggage, bookings)) {
      registry.postLedger(batch(other.name, 0));
    }
    runs("flights", DAILY, FIRST, ChronoUnit.DAYS, 9_000);
    runs("flights", HOURLY, FIRST_HOUR, ChronoUnit.HOURS, 400);
    for (Flights other : List.of(baggage, bookings)) {
      runs(other.name, other.daily, LAST_DAYS, ChronoUnit.DAYS, 70_000);
      runs(other.name, other.hourly, FIRST_HOUR, ChronoUnit.HOURS, 3_000);
    }
    clock.set(NOW);
    registry.putQuery(stream());
    gates.hold(
        bookings.daily, null, "Prices of partner EK are in fils, not in dirham", "ana", null);
  }

  private static PipelineContract contract() {
    String live = "departures_by_origin_hourly";
    return new PipelineContract(
        "flights",
        "aviation",
        List.of(Source.of(TOPIC, Flights.SCHEMA, 4, (short) 1)),
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(new Aggregate(live, "SELECT 1", List.of("origin"))),
        List.of(
            rollup("flights_by_origin_hourly", Grain.HOURLY, live),
            rollup("flights_by_origin_daily", Grain.DAILY, null)),
        new Retention(Duration.ofDays(7), Duration.ofDays(365)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }

  private static Rollup rollup(String name, Grain grain, @Nullable String finalizes) {
    return new Rollup(name, "SELECT 1", grain, List.of("origin"), finalizes, List.of());
  }

  /** Half an hour each; the last ones are behind, and the fifth last meets a broken producer. */
  private LedgerRow batch(String pipeline, long epoch) {
    Instant committed = NOW.minus(Duration.ofMinutes(30 * (EPOCHS - epoch)));
    clock.set(committed);
    boolean isMeeting = pipeline.equals("flights") && epoch == EPOCHS - 5;
    long refused = isMeeting ? 214 : epoch % 17 == 3 ? 2 : 0;
    long behind = epoch > EPOCHS - 12 ? 40 * (epoch - EPOCHS + 12) : 20 + 7 * (epoch % 5);
    Map<String, Long> rows = new HashMap<>();
    if (epoch == 0) {
      for (Instant day = FIRST; day.isBefore(committed); day = day.plus(1, ChronoUnit.DAYS)) {
        rows.put("event_date=" + key(day, ChronoUnit.DAYS), 9_000L);
      }
    } else {
      rows.put("event_date=" + key(committed, ChronoUnit.DAYS), 200L);
    }
    long valid = rows.values().stream().mapToLong(Long::longValue).sum();
    long until = offsets.merge(pipeline, valid + refused, Long::sum);
    OffsetRange range = new OffsetRange("t", 0, until - valid - refused, until);
    return new LedgerRow(
        "raw-ingest:" + pipeline,
        "query-1",
        epoch,
        "raw." + pipeline,
        pipeline,
        1,
        List.of(range),
        valid + refused,
        valid,
        refused,
        0,
        0,
        0,
        rows,
        refused == 0 ? Map.of() : Map.of("origin_is_an_airport_code", refused),
        Map.of(),
        Map.of(),
        Map.of(),
        7_000 + epoch,
        committed.minusSeconds(behind),
        null,
        committed.minusSeconds(9),
        committed);
  }

  private void runs(
      String pipeline, String dataset, Instant first, ChronoUnit grain, long usualRows) {
    for (Instant start = first; ; start = start.plus(1, grain)) {
      Instant end = start.plus(1, grain);
      if (end.isAfter(NOW.minus(Duration.ofMinutes(30)))) {
        return;
      }
      clock.set(end.plus(Duration.ofMinutes(20)));
      registry.postRun(run(pipeline, dataset, start, end, key(start, grain), usualRows));
    }
  }

  /** Every eleventh has a share that is none, and two days lack half of their flights. */
  private RunReport run(
      String pipeline, String dataset, Instant start, Instant end, String key, long usualRows) {
    sequenceNumber++;
    boolean isHalf =
        dataset.equals(DAILY) && (key.equals("2026-10-21") || key.equals("2026-11-19"));
    boolean isOdd = sequenceNumber % 11 == 0;
    long rows = (isHalf ? usualRows / 2 : usualRows) + sequenceNumber * 37 % (usualRows / 10);
    CheckResult usual =
        isHalf
            ? check("as_many_flights_as_usual", false, 5, "0.48 of the average of the last 7 days")
            : check("as_many_flights_as_usual", true, 5, "1.02 of the average of the last 7 days");
    return new RunReport(
        dataset + "-" + key,
        dataset,
        pipeline,
        1,
        start,
        end,
        isHalf ? PartitionState.QUARANTINED : PartitionState.PUBLISHED,
        Map.of(key, rows),
        List.of(
            check("origin_is_known", true, 1, "no row without an origin"),
            check("one_row_per_origin", true, 2, "no duplicates"),
            check("flights_are_positive", true, 1, "no row below 1"),
            check("shares_are_shares", !isOdd, 1, isOdd ? "2 rows above 1" : "all from 0 to 1"),
            usual),
        Map.of("raw." + pipeline, 7_000L + EPOCHS - 1),
        isHalf
            ? null
            : new Publication(
                90_000 + sequenceNumber, sequenceNumber, "file:///pointers/" + sequenceNumber),
        end.plus(Duration.ofMinutes(18)),
        end.plus(Duration.ofMinutes(19)));
  }

  private static CheckResult check(String name, boolean isPassed, double weight, String measured) {
    return new CheckResult(name, isPassed ? Outcome.PASSED : Outcome.FAILED, weight, measured);
  }

  private static QueryReport stream() {
    return new QueryReport(
        QUERY,
        "flights",
        QueryState.RUNNING,
        null,
        null,
        NOW.minus(Duration.ofDays(3)),
        0,
        List.of(new PartitionLag("t", 0, 100_000, 103_150, 3_150, 440)),
        NOW.minusSeconds(4));
  }

  private static List<ColumnEdge> columns() {
    return List.of(
        from(TOPIC, "origin", RAW, "origin", "IDENTITY"),
        from(TOPIC, "delay_minutes", RAW, "delay_minutes", "IDENTITY"),
        from(TOPIC, "scheduled_at", RAW, "scheduled_at", "IDENTITY"),
        from(RAW, "origin", DAILY, "origin", "IDENTITY"),
        from(RAW, "delay_minutes", DAILY, "average_delay_minutes", "AGGREGATION"),
        from(RAW, "delay_minutes", DAILY, "largest_delay_minutes", "AGGREGATION"),
        from(RAW, "scheduled_at", DAILY, "window_start", "TRANSFORMATION"),
        from(RAW, "origin", HOURLY, "origin", "IDENTITY"),
        from(RAW, "delay_minutes", HOURLY, "average_delay_minutes", "AGGREGATION"));
  }

  private static ColumnEdge from(
      String dataset, String column, String to, String toColumn, String subtype) {
    return new ColumnEdge(dataset, column, to, toColumn, Kind.DIRECT, subtype, null);
  }

  /** Of a day {@code 2026-11-19}, of an hour {@code 2026-11-19T05}. */
  private static String key(Instant start, ChronoUnit grain) {
    return start.toString().substring(0, grain == ChronoUnit.DAYS ? 10 : 13);
  }
}
