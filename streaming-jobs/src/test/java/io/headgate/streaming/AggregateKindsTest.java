package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What an aggregate may be, against the same computed in plain Java. */
class AggregateKindsTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Schema RIDE = ride("\"int\"", "");

  @Test
  void slidingWindowsWithApproximateMeasuresEqualAPlainComputation() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE)
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end, city,
                  count(*) AS rides, sum(fare) AS fares, approx_count_distinct(rider) AS riders,
                  approx_percentile(minutes, 0.9) AS minutes_p90, max(rider) AS last_rider
                FROM events GROUP BY window(happened_at, '1 hour', '30 minutes'), city
                """,
                "city");
    List<GenericRecord> rides = rides(4_000);
    try (RunningQuery query = pipeline.start()) {
      pipeline.send(1, pipeline.schemaId(1), rides.subList(0, 1_500));
      query.processAll();
      pipeline.send(1, pipeline.schemaId(1), rides.subList(1_500, rides.size()));
      query.processAll();
    }

    Map<String, List<GenericRecord>> expected = new TreeMap<>();
    for (GenericRecord ride : rides) {
      Instant at = Instant.EPOCH.plus((Long) ride.get("happened_at"), ChronoUnit.MICROS);
      Instant half = at.truncatedTo(ChronoUnit.HOURS);
      half = at.isBefore(half.plusSeconds(1800)) ? half : half.plusSeconds(1800);
      for (Instant start : List.of(half, half.minusSeconds(1800))) {
        expected
            .computeIfAbsent(
                start.getEpochSecond() + " " + ride.get("city"), w -> new ArrayList<>())
            .add(ride);
      }
    }
    List<String> rows =
        pipeline.rows(
            "toString(toUnixTimestamp(window_start)), city, toString(rides), toString(fares),"
                + " toString(riders), toString(minutes_p90), last_rider,"
                + " toString(toUnixTimestamp(window_end))");
    assertThat(rows).hasSameSizeAs(expected.keySet());
    for (String row : rows) {
      String[] is = row.split(" ", -1);
      assertEqual(is, expected.get(is[0] + " " + is[1]));
      assertThat(Long.parseLong(is[7])).isEqualTo(Long.parseLong(is[0]) + 3600);
    }
  }

  private static void assertEqual(String[] is, List<GenericRecord> rides) {
    Set<Object> riders = new HashSet<>();
    rides.forEach(ride -> riders.add(ride.get("rider")));
    List<Integer> minutes =
        rides.stream().map(ride -> (Integer) ride.get("minutes")).sorted().toList();
    double fares = rides.stream().mapToDouble(ride -> (Double) ride.get("fare")).sum();
    assertThat(Long.parseLong(is[2])).isEqualTo(rides.size());
    assertThat(Double.parseDouble(is[3])).isCloseTo(fares, within(1e-6));
    assertThat(Double.parseDouble(is[4]))
        .isCloseTo(riders.size(), within(2 + 0.15 * riders.size()));
    int rank = (int) Math.ceil(0.9 * minutes.size()) - 1;
    assertThat(Integer.parseInt(is[5]))
        .isBetween(
            minutes.get(Math.max(0, rank - 1)),
            minutes.get(Math.min(minutes.size() - 1, rank + 1)));
    assertThat(is[6])
        .isEqualTo(riders.stream().map(Object::toString).max(String::compareTo).orElseThrow());
  }

  private static List<GenericRecord> rides(int count) {
    Random random = new Random(3);
    List<GenericRecord> rides = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Three hours, out of order by less than the watermark delay.
      Instant at = NOON.plusSeconds(i * 27L / 10 + random.nextInt(1800));
      GenericRecord ride = ride("e" + i, at, "rider" + random.nextInt(200));
      ride.put("city", List.of("Muş", "Iğdır", "Rome").get(random.nextInt(3)));
      ride.put("fare", random.nextInt(10_000) / 100.0);
      ride.put("minutes", random.nextInt(120));
      rides.add(ride);
    }
    return rides;
  }

  @Test
  void sessionsAreWrittenOnceTheWatermarkHasPassedThem() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE)
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT session_window.start AS window_start, session_window.end AS window_end, rider,
                  count(*) AS rides
                FROM events GROUP BY session_window(happened_at, '30 minutes'), rider
                """,
                "rider");
    int id = pipeline.schemaId(1);
    try (RunningQuery query = pipeline.start()) {
      pipeline.send(
          1,
          id,
          List.of(
              ride("a", NOON, "ann"),
              ride("b", NOON.plus(Duration.ofMinutes(20)), "ann"),
              ride("c", NOON.plus(Duration.ofMinutes(51)), "ann"),
              ride("d", NOON, "bob")));
      query.processAll();
      assertThat(pipeline.rows("rider")).isEmpty();
      pipeline.send(1, id, List.of(ride("e", NOON.plus(Duration.ofMinutes(29)), "bob")));
      query.processAll();
      pipeline.send(1, id, List.of(ride("f", NOON.plus(Duration.ofHours(9)), "cy")));
      query.processAll();
      pipeline.send(1, id, List.of(ride("g", NOON.plus(Duration.ofHours(9)), "cy")));
      query.processAll();
    }

    assertThat(
            pipeline.rows("rider, toString(window_start), toString(window_end), toString(rides)"))
        .containsExactly(
            "ann 2026-01-05 12:00:00.000000 2026-01-05 12:50:00.000000 2",
            "ann 2026-01-05 12:51:00.000000 2026-01-05 13:21:00.000000 1",
            "bob 2026-01-05 12:00:00.000000 2026-01-05 12:59:00.000000 2");
  }

  @Test
  void whatComesTooLateIsCountedPerWindowInTheLedger() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE)
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end, count(*) AS rides
                FROM events GROUP BY window(happened_at, '1 hour')
                """);
    int id = pipeline.schemaId(1);
    try (RunningQuery query = pipeline.start()) {
      pipeline.send(1, id, List.of(ride("a", NOON, "ann")));
      query.processAll();
      pipeline.send(1, id, List.of(ride("b", NOON.plus(Duration.ofHours(6)), "ann")));
      query.processAll();
      pipeline.send(1, id, List.of(ride("c", NOON.plus(Duration.ofHours(6)), "ann")));
      query.processAll();
      pipeline.send(
          1,
          id,
          List.of(
              ride("d", NOON.plus(Duration.ofMinutes(5)), "ann"),
              ride("e", NOON.plus(Duration.ofMinutes(65)), "ann"),
              ride("f", NOON.plus(Duration.ofMinutes(59)), "ann"),
              ride("g", NOON.plus(Duration.ofHours(5)), "ann")));
      query.processAll();
    }

    assertThat(pipeline.rows("toString(window_start), toString(rides)"))
        .containsExactly(
            "2026-01-05 12:00:00.000000 1",
            "2026-01-05 17:00:00.000000 1",
            "2026-01-05 18:00:00.000000 2");
    await().atMost(Duration.ofSeconds(30)).until(() -> records(pipeline) == 7);
    List<LedgerRow> late = ledger(pipeline).stream().filter(row -> row.rowsLate() > 0).toList();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).rowsLate()).isEqualTo(3);
    assertThat(late.get(0).lateRows())
        .isEqualTo(Map.of("2026-01-05T12:00:00Z", 2L, "2026-01-05T13:00:00Z", 1L));
  }

  @Test
  void duplicatesAndLateEventsAreToldApart() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE)
            .apply(
                Delivery.EXACTLY_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end, count(*) AS rides
                FROM events GROUP BY window(happened_at, '1 hour')
                """);
    int id = pipeline.schemaId(1);
    Instant later = NOON.plus(Duration.ofMinutes(90));
    try (RunningQuery query = pipeline.start()) {
      for (int i = 0; i < 3; i++) {
        pipeline.send(1, id, List.of(ride("a", later, "ann"), ride("b" + i, later, "ann")));
        query.processAll();
      }
      // The watermark is half past twelve, so the window is open; deduplication drops it all the
      // same.
      pipeline.send(
          1, id, List.of(ride("c", NOON, "ann"), ride("d", NOON.plusSeconds(2400), "ann")));
      query.processAll();
    }

    assertThat(pipeline.rows("toString(window_start), toString(rides)"))
        .containsExactly("2026-01-05 12:00:00.000000 1", "2026-01-05 13:00:00.000000 4");
    await().atMost(Duration.ofSeconds(30)).until(() -> records(pipeline) == 8);
    assertThat(ledger(pipeline).stream().mapToLong(LedgerRow::rowsDuplicate).sum()).isEqualTo(2);
    assertThat(ledger(pipeline).stream().mapToLong(LedgerRow::rowsLate).sum()).isEqualTo(1);
  }

  @Test
  void referencesAndSchemasChangeWhileTheQueryRuns() throws Exception {
    Reference cities =
        new Reference(
            "cities_of_rides",
            "code",
            Map.of("code", "string", "country", "string"),
            new ReferenceOrigin.Jdbc("cities"));
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE)
            .enrich(
                cities, new Enrichment(cities.name(), "city", Map.of("country", "city_country")))
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end,
                  coalesce(city_country, 'nowhere') AS country, sum(minutes) AS minutes
                FROM events GROUP BY window(happened_at, '1 hour'), coalesce(city_country, 'nowhere')
                """,
                "country");
    String table = "lake." + cities.dataset();
    pipeline.platform.spark.sql("INSERT INTO " + table + " (code, country) VALUES ('Rome', 'IT')");
    int first = pipeline.schemaId(1);
    try (RunningQuery query = pipeline.start()) {
      pipeline.send(1, first, List.of(ride("a", NOON, "ann")));
      query.processAll();
      assertThat(pipeline.rows("country, toString(minutes)")).containsExactly("IT 1");

      pipeline.platform.spark.sql(
          "INSERT OVERWRITE " + table + " (code, country) VALUES ('Rome', 'Italy')");
      Schema second =
          ride(
              "\"int\"",
              ", {\"name\": \"tip\", \"type\": [\"null\", \"double\"], \"default\": null}");
      int secondId =
          pipeline
              .platform
              .registry
              .client()
              .schemas()
              .register(pipeline.topic(1), second.toString(), Compatibility.BACKWARD)
              .schemaId();
      GenericRecord tipped = new GenericData.Record(second);
      RIDE.getFields()
          .forEach(field -> tipped.put(field.name(), ride("b", NOON, "bob").get(field.name())));
      tipped.put("minutes", 41);
      // The registry is asked at most every two seconds; what comes sooner repeats its batch.
      await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);
      pipeline.send(1, secondId, List.of(tipped));
      pipeline.send(1, first, List.of(ride("c", NOON, "ann")));
      query.processAll();
    }

    assertThat(pipeline.rows("country, toString(minutes)")).containsExactly("IT 1", "Italy 42");
  }

  @Test
  void oneAggregateCountsTypesOfOneTopicAndOfItsSuccessor() throws Exception {
    Schema cancelled =
        new Schema.Parser().parse(RIDE.toString().replace("\"Ride\"", "\"RideCancelled\""));
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, RIDE, cancelled)
            .source(2, ride("\"long\"", ""))
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end, _event_type AS type,
                  count(*) AS events, sum(minutes) AS minutes
                FROM events GROUP BY window(happened_at, '1 hour'), _event_type
                """,
                "type");
    GenericRecord gone = new GenericData.Record(cancelled);
    GenericRecord next = new GenericData.Record(ride("\"long\"", ""));
    RIDE.getFields()
        .forEach(
            field -> {
              gone.put(field.name(), ride("b", NOON, "bob").get(field.name()));
              next.put(field.name(), ride("c", NOON, "cy").get(field.name()));
            });
    next.put("minutes", 1L << 33);
    try (RunningQuery query = pipeline.start()) {
      pipeline.send(1, pipeline.schemaId(1, RIDE), List.of(ride("a", NOON, "ann")));
      pipeline.send(1, pipeline.schemaId(1, cancelled), List.of(gone));
      pipeline.send(2, pipeline.schemaId(2), List.of(next));
      query.processAll();
    }

    assertThat(pipeline.rows("type, toString(events), toString(minutes)"))
        .containsExactly("ride 2 " + ((1L << 33) + 1), "ride_cancelled 1 1");
  }

  private static long records(TestingAggregates pipeline) {
    return ledger(pipeline).stream().mapToLong(LedgerRow::rowsIn).sum();
  }

  private static List<LedgerRow> ledger(TestingAggregates pipeline) {
    return pipeline.platform.registry.client().ledger(pipeline.aggregate);
  }

  private static Schema ride(String minutes, String more) {
    return new Schema.Parser()
        .parse(
            """
            {"type": "record", "name": "Ride", "namespace": "demo", "fields": [
              {"name": "event_id", "type": "string"},
              {"name": "happened_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "rider", "type": "string"},
              {"name": "city", "type": "string"},
              {"name": "fare", "type": "double"},
              {"name": "minutes", "type": %s}%s]}
            """
                .formatted(minutes, more));
  }

  private static GenericRecord ride(String id, Instant at, String rider) {
    GenericRecord ride = new GenericData.Record(RIDE);
    ride.put("event_id", id);
    ride.put("happened_at", TimeUnit.SECONDS.toMicros(at.getEpochSecond()));
    ride.put("rider", rider);
    ride.put("city", "Rome");
    ride.put("fare", 1.5);
    ride.put("minutes", 1);
    return ride;
  }
}
