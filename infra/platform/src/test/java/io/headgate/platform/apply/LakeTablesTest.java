package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg itself, over a catalog in a folder. */
class LakeTablesTest {
  private final PipelineContract flights =
      PipelineFolder.load(Path.of("../../sql/pipelines/flights"));

  @TempDir Path warehouse;
  private SparkSession spark;
  private LakeTables tables;

  @BeforeEach
  void openLake() {
    spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.lake.type", "hadoop");
    spark.conf().set("spark.sql.catalog.lake.warehouse", warehouse.toUri().toString());
    spark.conf().set("spark.sql.catalog.lake.cache-enabled", "false");
    tables = new LakeTables(spark);
  }

  @Test
  void theTablesOfAPipelineAreCreatedOnce() {
    List<Step> plan = tables.plan(flights);

    assertThat(plan)
        .extracting(Step::toString)
        .containsExactly(
            "  + namespaces of catalog lake: create",
            "  + table lake.raw.flights: create, 18 columns, partitioned by event_date",
            "  + table lake.quarantine.flights: create, 11 columns, partitioned by days(_failed_at)",
            "  + table lake.rollup.flights_by_origin_hourly: create, 7 columns, partitioned by hours(window_start)",
            "  + table lake.rollup.flights_by_origin_daily: create, 7 columns, partitioned by days(window_start)",
            "  + table lake.rollup.flights_by_route_daily: create, 8 columns, partitioned by days(window_start)",
            "  + table lake.reference.airports: create, 5 columns",
            "  + table lake.metrics.flights: create, 9 columns, partitioned by days(window_start)",
            "  + table lake.offending.flights: create, 10 columns, partitioned by days(window_start)");
    plan.forEach(Step::carryOut);
    assertThat(tables.plan(flights)).allMatch(step -> step.change().isEmpty());
  }

  @Test
  void aPlanAloneChangesNothing() throws IOException {
    tables.plan(flights);

    try (var files = Files.list(warehouse)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aRowOfTheEventsTypesGoesIntoRaw() {
    tables.plan(flights).forEach(Step::carryOut);

    assertThat(spark.table("lake.raw.flights").schema().toDDL())
        .startsWith("event_id STRING,scheduled_at TIMESTAMP,delay_minutes INT,distance_miles INT")
        .contains("event_date DATE");
  }

  @Test
  void aNewOptionalFieldBecomesAColumn() {
    tables.plan(flights).forEach(Step::carryOut);
    PipelineContract more =
        withSchema(
            flights
                .sources()
                .get(0)
                .eventTypes()
                .get(0)
                .schema()
                .replace(
                    "{\"name\":\"origin\"",
                    "{\"name\":\"carrier\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"origin\""));

    List<Step> plan = tables.plan(more);

    assertThat(plan)
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly("  + table lake.raw.flights: add `carrier` STRING");
    plan.forEach(Step::carryOut);
    assertThat(tables.plan(more)).allMatch(step -> step.change().isEmpty());
    assertThat(Arrays.asList(spark.table("lake.raw.flights").columns())).contains("carrier");
  }

  @Test
  void aColumnOfAnotherTypeIsRefusedWithARemedy() {
    tables.plan(flights).forEach(Step::carryOut);
    PipelineContract other =
        withSchema(
            flights
                .sources()
                .get(0)
                .eventTypes()
                .get(0)
                .schema()
                .replace(
                    "\"name\":\"distance_miles\",\"type\":\"int\"",
                    "\"name\":\"distance_miles\",\"type\":\"string\""));

    assertThatThrownBy(() -> tables.plan(other))
        .isInstanceOf(HeadgateException.class)
        .hasMessage(
            "Cannot change table lake.raw.flights: its column distance_miles is int, and the contract makes it string. Give the dataset a new name (a topic: a new version), or take the change back.");
  }

  @Test
  void aWiderTypeOfAFieldWidensTheColumnAndKeepsItsRows() {
    tables.plan(flights).forEach(Step::carryOut);
    String row =
        Arrays.stream(spark.table("lake.raw.flights").columns())
            .map(column -> column.equals("distance_miles") ? "7" : "null")
            .collect(Collectors.joining(", "));
    spark.sql("INSERT INTO lake.raw.flights VALUES (" + row + ")");
    PipelineContract wider =
        withSchema(
            flights
                .eventTypes()
                .get(0)
                .schema()
                .replace(
                    "\"name\":\"distance_miles\",\"type\":\"int\"",
                    "\"name\":\"distance_miles\",\"type\":\"long\""));

    List<Step> plan = tables.plan(wider);

    assertThat(plan)
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly("  + table lake.raw.flights: widen `distance_miles` to BIGINT");
    plan.forEach(Step::carryOut);
    assertThat(tables.plan(wider)).allMatch(step -> step.change().isEmpty());
    assertThat(spark.table("lake.raw.flights").first().<Long>getAs("distance_miles")).isEqualTo(7L);
  }

  @Test
  void aSecondEventTypeMakesThePartitionsFinerForRowsToCome() {
    tables.plan(flights).forEach(Step::carryOut);
    PipelineContract two = withSecondType();

    List<Step> plan = tables.plan(two);

    assertThat(plan)
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly("  + table lake.raw.flights: partition by _event_type too");
    plan.forEach(Step::carryOut);
    assertThat(tables.plan(two)).allMatch(step -> step.change().isEmpty());
    assertThat(tables.plan(flights)).allMatch(step -> step.change().isEmpty());
  }

  @Test
  void severalEventTypesShareOneTableThatIsPartitionedByThem() {
    PipelineContract shop = PipelineFolder.load(Path.of("src/test/resources/pipelines/shop"));

    tables.plan(shop).forEach(Step::carryOut);

    assertThat(spark.table("lake.raw.shop").schema().toDDL())
        .startsWith("event_id STRING,happened_at TIMESTAMP,shop STRING,email STRING")
        .contains("seconds BIGINT,rating DOUBLE", "clerk_shift STRING,_event_type STRING")
        .doesNotContain("street");
    assertThat(tables.plan(shop)).allMatch(step -> step.change().isEmpty());
    assertThat(
            spark.sql("SELECT * FROM lake.raw.shop.partitions").schema().apply("partition").toDDL())
        .contains("event_date: DATE, _event_type: STRING");
  }

  @Test
  void aRollupOfAnotherGrainIsRefused() throws IOException {
    tables.plan(flights).forEach(Step::carryOut);
    PipelineContract other =
        Json.MAPPER.readValue(
            Json.write(flights).replace("\"DAILY\"", "\"HOURLY\""), PipelineContract.class);

    assertThatThrownBy(() -> tables.plan(other))
        .hasMessageContaining(
            "it is partitioned by days(window_start), and the contract makes that hours(window_start)");
  }

  @Test
  void aChangedPropertyIsSetBack() {
    tables.plan(flights).forEach(Step::carryOut);
    spark.sql("ALTER TABLE lake.raw.flights SET TBLPROPERTIES ('write.distribution-mode'='hash')");

    assertThat(tables.plan(flights))
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly("  + table lake.raw.flights: set {write.distribution-mode=none}");
  }

  private PipelineContract withSecondType() {
    EventType departure = flights.eventTypes().get(0);
    ObjectNode tree = Json.MAPPER.valueToTree(flights);
    tree.withArray("/sources/0/event_types")
        .addObject()
        .put("name", "arrival")
        .put("schema", departure.schema().replace("Departure", "Arrival"));
    try {
      return Json.MAPPER.treeToValue(tree, PipelineContract.class);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private PipelineContract withSchema(String schema) {
    try {
      var tree = Json.MAPPER.valueToTree(flights);
      ((com.fasterxml.jackson.databind.node.ObjectNode) tree.at("/sources/0/event_types/0"))
          .put("schema", schema);
      return Json.MAPPER.treeToValue(tree, PipelineContract.class);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
