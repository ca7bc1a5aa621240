package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Compatibility;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that become wider, and records that grow, while an aggregate of them runs. */
class PromotionTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Schema NARROW = ride("int", "float", "");
  private static final Schema WIDE = ride("long", "double", "");
  private static final String SUMS =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides,
        sum(minutes) AS minutes, sum(fare) AS fares
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;
  private static final String LONGEST =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, max(minutes) AS longest
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;

  @TempDir Path folder;

  private final TestingAggregates pipeline = new TestingAggregates().source(1, NARROW);
  private final List<GenericRecord> sent = new ArrayList<>();

  @Test
  void wideValuesAreSummedAsTheyWereSentWithoutARestartByHand() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, SUMS, "city");
    int narrow = pipeline.schemaId(1);
    try (DriverProcess job =
        DriverProcess.start(
            folder, pipeline.properties(), "AggregateJob", List.of("--pipeline", pipeline.name))) {
      send(narrow, ride(NARROW, "Rome", 5, 1.5f), ride(NARROW, "Iğdır", 7, 0.1f));
      awaitSums(job);

      // At once, so that a batch begins before the registry was asked again.
      int wide = register(WIDE);
      send(wide, ride(WIDE, "Rome", 1L << 40, 0.25), ride(WIDE, "Muş", -(1L << 41), 0.1));
      send(narrow, ride(NARROW, "Rome", 2, 2.5f));
      awaitSums(job);

      assertThat(job.terminate()).as(job.output()).isZero();
    }
    assertThat(sums()).contains("Muş 1 " + -(1L << 41) + " 0.1");
  }

  @Test
  void aStateThatAWiderTypeMakesUselessEndsTheQueryWithTheRemedyThatMendsIt() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, LONGEST, "city");
    int narrow = pipeline.schemaId(1);
    try (RunningQuery raw = pipeline.startRaw()) {
      try (RunningQuery query = pipeline.start()) {
        send(narrow, ride(NARROW, "Rome", 5, 1f));
        query.processAll();
        send(register(WIDE), ride(WIDE, "Rome", 1L << 40, 1));
        query.awaitFailure();
      }
      assertThatThrownBy(() -> pipeline.start().close())
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
          .hasMessageContaining("its columns changed")
          .hasMessageContaining("Run headgate rebuild %s %s", pipeline.name, pipeline.aggregate);
      assertThat(pipeline.rows("toString(longest)")).containsExactly("5");
      raw.processAll();
    }

    assertThat(pipeline.rebuild().run().exitCode()).isEqualTo(ExitCode.DONE);

    try (RunningQuery query = pipeline.start()) {
      send(pipeline.schemaId(1), ride(WIDE, "Muş", 1L << 50, 1));
      query.processAll();
    }
    assertThat(pipeline.rows("city, toString(longest)"))
        .containsExactly("Muş " + (1L << 50), "Rome " + (1L << 40));
  }

  @Test
  void aNewFieldOfANestedRecordDisturbsNoAggregateThatReadsTheRecord() throws Exception {
    Schema before = ride("int", "float", place(""));
    Schema after =
        ride(
            "int",
            "float",
            place(", {\"name\": \"zip\", \"type\": [\"null\", \"string\"], \"default\": null}"));
    TestingAggregates nested =
        new TestingAggregates()
            .source(1, before)
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT window.start AS window_start, window.end AS window_end,
                  place.district AS district, count(*) AS rides
                FROM events GROUP BY window(happened_at, '1 hour'), place.district
                """,
                "district");
    try (RunningQuery query = nested.start()) {
      nested.send(1, nested.schemaId(1), List.of(inPlace(before)));
      query.processAll();
      int id = register(nested, after);
      // The registry is asked at most every two seconds; what comes sooner repeats its batch.
      await().pollDelay(Duration.ofMillis(2_100)).until(() -> true);
      nested.send(1, id, List.of(inPlace(after)));
      query.processAll();
    }

    assertThat(nested.rows("district, toString(rides)")).containsExactly("Trastevere 2");
  }

  private static String place(String more) {
    return """
    , {"name": "place", "type": {"type": "record", "name": "Place", "fields": [
        {"name": "district", "type": "string"}%s]}}
    """
        .formatted(more);
  }

  private GenericRecord inPlace(Schema schema) {
    GenericRecord ride = ride(schema, "Rome", 1, 1f);
    GenericRecord place = new GenericData.Record(schema.getField("place").schema());
    place.put("district", "Trastevere");
    ride.put("place", place);
    return ride;
  }

  private void awaitSums(DriverProcess job) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(sums()).as(job.output()).isEqualTo(expected()));
  }

  private List<String> sums() {
    return pipeline.rows("city, toString(rides), toString(minutes), toString(fares)");
  }

  /** The same in plain Java. */
  private List<String> expected() {
    Map<String, List<GenericRecord>> cities = new TreeMap<>();
    sent.forEach(
        ride ->
            cities
                .computeIfAbsent(ride.get("city").toString(), city -> new ArrayList<>())
                .add(ride));
    return cities.entrySet().stream()
        .map(
            city ->
                "%s %d %d %s"
                    .formatted(
                        city.getKey(),
                        city.getValue().size(),
                        city.getValue().stream()
                            .mapToLong(ride -> ((Number) ride.get("minutes")).longValue())
                            .sum(),
                        city.getValue().stream()
                            .mapToDouble(ride -> ((Number) ride.get("fare")).doubleValue())
                            .sum()))
        .sorted()
        .toList();
  }

  private void send(int schemaId, GenericRecord... rides) {
    pipeline.send(1, schemaId, List.of(rides));
    sent.addAll(List.of(rides));
  }

  private int register(Schema schema) {
    return register(pipeline, schema);
  }

  private static int register(TestingAggregates of, Schema schema) {
    return of.platform
        .registry
        .client()
        .schemas()
        .register(of.topic(1), schema.toString(), Compatibility.BACKWARD)
        .schemaId();
  }

  private static Schema ride(String minutes, String fare, String more) {
    return new Schema.Parser()
        .parse(
            """
            {"type": "record", "name": "Ride", "namespace": "demo", "fields": [
              {"name": "event_id", "type": "string"},
              {"name": "happened_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "city", "type": "string"},
              {"name": "minutes", "type": "%s"},
              {"name": "fare", "type": ["null", "%s"], "default": null}%s]}
            """
                .formatted(minutes, fare, more));
  }

  private GenericRecord ride(Schema schema, String city, Number minutes, Number fare) {
    boolean wide = schema.getField("minutes").schema().getType() == Schema.Type.LONG;
    GenericRecord ride = new GenericData.Record(schema);
    ride.put("event_id", "e" + sent.size() + city);
    ride.put("happened_at", TimeUnit.SECONDS.toMicros(NOON.getEpochSecond()));
    ride.put("city", city);
    ride.put("minutes", wide ? (Object) minutes.longValue() : (Object) minutes.intValue());
    ride.put("fare", wide ? (Object) fare.doubleValue() : (Object) fare.floatValue());
    return ride;
  }
}
