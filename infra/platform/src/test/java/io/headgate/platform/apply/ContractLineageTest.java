package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.ColumnEdge;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Each edge reads {@code from.column SUBTYPE}, with the masking behind it. */
class ContractLineageTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<ColumnEdge> FLIGHTS = edges("../../sql/pipelines/flights");
  private static final List<ColumnEdge> SHOP = edges("src/test/resources/pipelines/shop");
  private static final String TOPIC = "aviation.departure.v1";

  @Test
  void rawHasTheFieldsOfItsTopicAndWhatReferencesAdd() {
    assertThat(into(FLIGHTS, "raw.flights", "origin")).containsExactly(TOPIC + ".origin IDENTITY");
    assertThat(into(FLIGHTS, "raw.flights", "origin_city"))
        .containsExactlyInAnyOrder(
            "reference.airports.city IDENTITY",
            "reference.airports.iata JOIN",
            TOPIC + ".origin JOIN");
    assertThat(into(FLIGHTS, "raw.flights", "event_date"))
        .containsExactly(TOPIC + ".scheduled_at TRANSFORMATION");
    assertThat(into(FLIGHTS, "raw.flights", ColumnEdge.ROWS))
        .containsExactlyInAnyOrder(
            TOPIC + ".delay_minutes FILTER",
            TOPIC + ".distance_miles FILTER",
            TOPIC + ".origin FILTER",
            TOPIC + ".destination FILTER",
            TOPIC + ".scheduled_at FILTER");
  }

  @Test
  void aRollupIsMadeOfRawAndShownInClickHouse() {
    String daily = "rollup.flights_by_origin_daily";
    assertThat(into(FLIGHTS, daily, "origin")).containsExactly("raw.flights.origin IDENTITY");
    assertThat(into(FLIGHTS, daily, "average_delay_minutes"))
        .containsExactly("raw.flights.delay_minutes AGGREGATION");
    assertThat(into(FLIGHTS, daily, "share_delayed"))
        .containsExactly("raw.flights.delay_minutes CONDITIONAL");
    assertThat(into(FLIGHTS, daily, "window_start"))
        .containsExactly("raw.flights.scheduled_at TRANSFORMATION");
    assertThat(into(FLIGHTS, daily, "flights")).isEmpty();
    assertThat(into(FLIGHTS, daily, ColumnEdge.ROWS))
        .containsExactlyInAnyOrder(
            "raw.flights.scheduled_at FILTER",
            "raw.flights.event_id FILTER",
            "raw.flights.scheduled_at GROUP_BY",
            "raw.flights.origin GROUP_BY");
    assertThat(into(FLIGHTS, "serving.flights_by_origin_daily", "share_delayed"))
        .containsExactly(daily + ".share_delayed IDENTITY");
  }

  @Test
  void anAggregateReadsTheTopicAndSharesItsTableWithTheRollupThatMakesItFinal() {
    String aggregate = "departures_by_origin_hourly";
    assertThat(into(FLIGHTS, aggregate, "largest_delay_minutes"))
        .containsExactly(TOPIC + ".delay_minutes AGGREGATION");
    assertThat(into(FLIGHTS, "serving." + aggregate, "origin"))
        .containsExactlyInAnyOrder(
            aggregate + ".origin IDENTITY", "rollup.flights_by_origin_hourly.origin IDENTITY");
  }

  @Test
  void maskedPersonalDataIsMarkedWithItsMethodAsFarAsItGoes() {
    assertThat(into(SHOP, "raw.shop", "email"))
        .containsExactlyInAnyOrder(
            "shop.activity.v1.email TRANSFORMATION HASH",
            "shop.activity.v2.email TRANSFORMATION HASH");
    assertThat(into(SHOP, "raw.shop", "phone"))
        .containsExactly("shop.activity.v1.phone TRANSFORMATION TRUNCATE");
    assertThat(into(SHOP, "raw.shop", "name"))
        .containsExactly("shop.activity.v1.name TRANSFORMATION REDACT");
    assertThat(into(SHOP, "raw.shop", "street")).isEmpty();
    assertThat(into(SHOP, "shopper_sessions", "email"))
        .containsExactlyInAnyOrder(
            "shop.activity.v1.email TRANSFORMATION HASH",
            "shop.activity.v2.email TRANSFORMATION HASH");
    assertThat(into(SHOP, "serving.shopper_sessions", "email"))
        .containsExactly("shopper_sessions.email IDENTITY HASH");
    assertThat(into(SHOP, "serving.shopper_sessions", "steps"))
        .containsExactly("shopper_sessions.steps IDENTITY");
  }

  @Test
  void aFieldOfOneTypeOfEventComesFromTheTopicThatCarriesIt() {
    assertThat(into(SHOP, "raw.shop", "amount"))
        .containsExactly("shop.activity.v1.amount IDENTITY");
    assertThat(into(SHOP, "rollup.orders_by_city_daily", "amount"))
        .containsExactly("raw.shop.amount AGGREGATION");
    assertThat(into(SHOP, "rollup.orders_by_city_daily", ColumnEdge.ROWS))
        .contains("raw.shop._event_type FILTER", "raw.shop.shop_city GROUP_BY");
    // Only what refuses an event decides about rows; a warning does not.
    assertThat(into(SHOP, "raw.shop", ColumnEdge.ROWS))
        .contains("shop.activity.v2.shop FILTER", "shop.activity.v1.amount FILTER")
        .doesNotContain("shop.activity.v1.email FILTER");
  }

  @Test
  void everyEdgeStandsOnce() {
    assertThat(FLIGHTS).doesNotHaveDuplicates().isEqualTo(edges("../../sql/pipelines/flights"));
  }

  private static List<ColumnEdge> edges(String folder) {
    PipelineContract contract = PipelineFolder.load(Path.of(folder), new SqlAnalysis(SPARK));
    return ContractLineage.of(SPARK, contract);
  }

  private static List<String> into(List<ColumnEdge> edges, String dataset, String column) {
    return edges.stream()
        .filter(edge -> edge.toDataset().equals(dataset) && edge.toColumn().equals(column))
        .map(
            edge ->
                "%s.%s %s%s"
                    .formatted(
                        edge.fromDataset(),
                        edge.fromColumn(),
                        edge.subtype(),
                        edge.masking() == null ? "" : " " + edge.masking()))
        .toList();
  }
}
