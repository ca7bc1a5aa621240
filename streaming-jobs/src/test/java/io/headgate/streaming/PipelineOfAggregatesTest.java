package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.registry.LedgerRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jobs of a pipeline do that its parts are tested for alone. */
class PipelineOfAggregatesTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  @TempDir Path folder;

  @Test
  void oneJobKeepsSeveralAggregatesOfAPipeline() throws Exception {
    TestingAggregates pipeline = new TestingAggregates().source(1, TestingRides.RIDE);
    String other = pipeline.aggregate + "_minutes";
    pipeline
        .beside(
            other,
            """
            SELECT window.start AS window_start, window.end AS window_end, sum(minutes) AS minutes
            FROM events GROUP BY window(happened_at, '2 hours')
            """)
        .apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    try (DriverProcess job = job(pipeline, "AggregateJob")) {
      pipeline.send(
          1,
          pipeline.schemaId(1),
          List.of(ride(NOON, "Rome", 5), ride(NOON, "Rome", 7), ride(NOON, "Muş", 1)));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(pipeline.rows("city, toString(rides)"))
                    .as(job.output())
                    .containsExactly("Muş 1", "Rome 2");
                assertThat(pipeline.rowsOf(other, "toString(minutes)")).containsExactly("13");
              });
      assertThat(job.terminate()).as(job.output()).isZero();
    }
  }

  @Test
  void aRuleThatStopsEndsTheJobWithFourAndNothingBehindItIsTaken() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, TestingRides.RIDE)
            .rule(new Rule("minutes_are_plausible", "minutes >= 0", RuleAction.STOP))
            .apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    pipeline.send(1, pipeline.schemaId(1), List.of(ride(NOON, "Rome", 5), ride(NOON, "Rome", -1)));
    for (String kind : List.of("RawIngestJob", "AggregateJob")) {
      try (DriverProcess job = job(pipeline, kind)) {
        assertThat(job.awaitEnd()).as(job.output()).isEqualTo(4);
        assertThat(job.output())
            .contains("Cannot go on behind offset 1 of " + pipeline.topic(1) + "-0")
            .contains("rule minutes_are_plausible, which stops the stream, does not hold");
      }
    }
    assertThat(pipeline.platform.spark.table("lake.raw." + pipeline.name).count()).isZero();
    assertThat(pipeline.rows("city")).isEmpty();
  }

  @Test
  void rawTakesANewReferenceWithoutARestartAndCountsAndKeepsWhatHasNoKey() throws Exception {
    Reference cities =
        new Reference(
            "cities_of_raw_rides",
            "code",
            Map.of("code", "string", "country", "string"),
            new ReferenceOrigin.Jdbc("cities"));
    TestingAggregates pipeline =
        new TestingAggregates()
            .source(1, TestingRides.RIDE)
            .enrich(
                cities, new Enrichment(cities.name(), "city", Map.of("country", "city_country")))
            .apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    String table = "lake." + cities.dataset();
    pipeline.platform.spark.sql("INSERT INTO " + table + " (code, country) VALUES ('Rome', 'IT')");
    try (RunningQuery raw = pipeline.startRaw()) {
      pipeline.send(1, pipeline.schemaId(1), List.of(ride(NOON, "Rome", 1), ride(NOON, "Muş", 2)));
      raw.processAll();
      pipeline.platform.spark.sql(
          "INSERT OVERWRITE "
              + table
              + " (code, country) VALUES ('Rome', 'Italy'), ('Muş', 'Türkiye')");
      pipeline.send(
          1,
          pipeline.schemaId(1),
          List.of(ride(NOON, "Rome", 3), ride(NOON, "Muş", 4), ride(NOON, "Oslo", 5)));
      raw.processAll();
    }

    assertThat(
            pipeline.platform.spark.table("lake.raw." + pipeline.name).collectAsList().stream()
                .map(row -> row.getAs("minutes") + " " + row.getAs("city_country")))
        .containsExactlyInAnyOrder("1 IT", "2 null", "3 Italy", "4 Türkiye", "5 null");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        pipeline.platform.registry.client().ledger("raw." + pipeline.name).stream()
                            .map(LedgerRow::warnings))
                    .containsExactlyInAnyOrder(
                        Map.of("missing:" + cities.name(), 1L),
                        Map.of("missing:" + cities.name(), 1L)));
  }

  @Test
  void windowsCloseWhileAPartitionAndATopicAreIdle() throws Exception {
    TestingAggregates pipeline =
        new TestingAggregates()
            .partitions(2)
            .source(1, TestingRides.RIDE)
            .source(2, TestingRides.RIDE)
            .apply(
                Delivery.AT_LEAST_ONCE,
                """
                SELECT session_window.start AS window_start, session_window.end AS window_end, city,
                  count(*) AS rides
                FROM events GROUP BY session_window(happened_at, '30 minutes'), city
                """,
                "city");
    int id = pipeline.schemaId(1);
    try (RunningQuery query = pipeline.start()) {
      pipeline.sendTo(0, 1, id, List.of(ride(NOON, "Rome", 1), ride(NOON, "Rome", 2)));
      query.processAll();
      for (int hour = 6; hour < 8; hour++) {
        pipeline.sendTo(0, 1, id, List.of(ride(NOON.plus(Duration.ofHours(hour)), "Muş", 1)));
        query.processAll();
      }
    }

    assertThat(pipeline.rows("city, toString(window_start), toString(rides)"))
        .contains("Rome 2026-01-05 12:00:00.000000 2");
  }

  private DriverProcess job(TestingAggregates pipeline, String kind) {
    return DriverProcess.start(
        folder, pipeline.properties(), kind, List.of("--pipeline", pipeline.name));
  }

  private static GenericRecord ride(Instant at, String city, int minutes) {
    GenericRecord ride = new GenericData.Record(TestingRides.RIDE);
    ride.put("event_id", city + " " + minutes + " " + at);
    ride.put("happened_at", TimeUnit.SECONDS.toMicros(at.getEpochSecond()));
    ride.put("city", city);
    ride.put("minutes", minutes);
    return ride;
  }
}
