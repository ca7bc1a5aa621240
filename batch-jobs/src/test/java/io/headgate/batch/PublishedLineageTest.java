package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.ColumnImpact.Hit;
import io.headgate.platform.registry.ColumnImpact.Use;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What the registry tells of a number that a real run has published. */
class PublishedLineageTest {
  private static final String BY_ORIGIN = "rollup.flights_by_origin_daily";
  private static final String TOPIC = "aviation.departure.v1";

  private final TestingLake lake = TestingLake.shared();

  @Test
  void theEventsOfAPublishedDayAreThoseThatItsRunCounted() {
    LocalDate day = LocalDate.parse("2026-08-03");
    List<Flight> flights = Flight.day(day, 80);
    List<Flight> sent = new ArrayList<>(flights);
    sent.addAll(flights.subList(0, 20));
    lake.ingest(sent);
    lake.ingest(Flight.day(day.plusDays(1), 30));
    lake.seenUntil(start(day.plusDays(2)));
    lake.rollupDay(day);
    // Too late for the run, so no event of its numbers.
    lake.ingest(Flight.day(day, 90).subList(80, 90));

    EventOrigin origin = lake.registry.lineage().eventsOf(BY_ORIGIN, day.toString());
    List<Row> events = lake.spark.sql(origin.query()).collectAsList();

    long counted =
        lake.spark
            .sql(
                "SELECT sum(flights) FROM published.%s WHERE date(window_start) = '%s'"
                    .formatted(BY_ORIGIN, day))
            .first()
            .getLong(0);
    assertThat(events).hasSize((int) counted).hasSize(flights.size());
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(origin.offsets())
                    .anyMatch(
                        range ->
                            range.topic().equals(event.getString(0))
                                && range.partition() == event.getInt(1)
                                && range.from() <= event.getLong(2)
                                && event.getLong(2) < range.until()));
    assertThat(origin.rows()).isEqualTo(sent.size());
    assertThat(origin.complete()).isTrue();
  }

  @Test
  void aColumnOfARollupIsFollowedToTheTopicWithTheRunsBetween() {
    LocalDate day = LocalDate.parse("2026-08-10");
    lake.ingest(Flight.day(day, 40));
    lake.seenUntil(start(day.plusDays(1)));
    lake.rollupDay(day);

    LineageGraph graph =
        lake.registry.lineage().of(BY_ORIGIN, Direction.UPSTREAM, 5, "share_delayed", null);

    assertThat(graph.edges())
        .extracting(Edge::from)
        .containsExactlyInAnyOrder("raw.flights", TOPIC);
    assertThat(graph.edges())
        .allSatisfy(
            edge -> {
              assertThat(edge.run()).isNotNull();
              assertThat(edge.columns())
                  .anyMatch(column -> column.fromColumn().equals("delay_minutes"));
            });
  }

  @Test
  void aFieldThatGoesBreaksRollupsAggregateAndRule() {
    ColumnImpact impact = lake.registry.lineage().impact(TOPIC, "delay_minutes");

    assertThat(impact.datasets())
        .extracting(Hit::dataset)
        .contains("raw.flights", BY_ORIGIN, "departures_by_origin_hourly")
        .contains("serving.flights_by_route_daily");
    assertThat(impact.uses())
        .extracting(use -> use.kind() + " " + use.name())
        .contains("RULE delay_is_plausible", "CHECK shares_are_shares");
    assertThat(impact.uses()).extracting(Use::pipeline).contains("flights");
  }
}
