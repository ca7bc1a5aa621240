package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.InvalidPipelineException;
import io.headgate.platform.contract.Mistake;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.ServingNames;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineFolderTest {
  private static final Path FLIGHTS = Path.of("../../sql/pipelines/flights");
  private static final SqlAnalysis SQL = new SqlAnalysis(LocalSpark.session());

  @TempDir Path temp;

  @Test
  void flightsLoads() {
    PipelineContract flights = PipelineFolder.load(FLIGHTS, SQL);

    assertThat(flights.name()).isEqualTo("flights");
    assertThat(flights.eventTime().watermarkDelay()).isEqualTo(Duration.ofHours(36));
    assertThat(flights.eventTypes().get(0).schema()).startsWith("{\"type\":\"record\"");
    assertThat(flights.rollups(Grain.DAILY)).hasSize(2);
    assertThat(flights.rollups(Grain.HOURLY).get(0).servingTable())
        .isEqualTo("departures_by_origin_hourly");
    assertThat(flights.aggregate("departures_by_origin_hourly").orElseThrow().sql())
        .contains("FROM events");
  }

  @Test
  void oneMovingAverageThatFailsIsEnoughToQuarantineADay() {
    PipelineContract flights = PipelineFolder.load(FLIGHTS);

    assertThat(flights.rollups(Grain.DAILY))
        .allSatisfy(
            rollup -> {
              double all = rollup.checks().stream().mapToDouble(Check::weight).sum();
              double average =
                  rollup.checks().stream()
                      .filter(Check.MovingAverage.class::isInstance)
                      .mapToDouble(Check::weight)
                      .sum();
              assertThat((all - average) / all).isLessThan(flights.minimumScore());
            });
  }

  @Test
  void aContractSurvivesItsJsonForm() throws IOException {
    PipelineContract flights = PipelineFolder.load(FLIGHTS);

    assertThat(Json.MAPPER.readValue(Json.write(flights), PipelineContract.class))
        .isEqualTo(flights);
  }

  @Test
  void aRollupIsMadeOfAFinerOneOfItsPipelineOnly() throws IOException {
    Path folder = levels("from: minutes", "from: hourz", "from: days");

    assertThatThrownBy(() -> PipelineFolder.load(folder, SQL))
        .isInstanceOfSatisfying(
            InvalidPipelineException.class,
            e ->
                assertThat(e.mistakes())
                    .extracting(Mistake::toString)
                    .containsExactly(
                        "pipeline.yaml:9: from names 'hourz', which is no rollup of this pipeline. Did you mean 'hours'?",
                        "pipeline.yaml:10: the rollup is minutely, and 'days', which it is made of, is daily. Make it of a finer rollup, or leave 'from' out to make it of raw."));
  }

  @Test
  void theSqlOfALevelReadsTheRowsOfTheOneBelowIt() throws IOException {
    Path folder = levels("from: minutes", "from: hours", "");

    PipelineContract levels = PipelineFolder.load(folder, SQL);

    assertThat(levels.rollupsBottomUp())
        .extracting(Rollup::name)
        .containsExactly("minutes", "hours", "days");
    assertThat(levels.rollupsBottomUp())
        .flatExtracting(rollup -> rollup.inputs(levels))
        .extracting(Input::dataset)
        .containsExactly("raw.levels", "rollup.minutes", "rollup.hours");
    assertThat(
            ContractLineage.of(LocalSpark.session(), levels).stream()
                .filter(edge -> edge.toDataset().equals("rollup.days"))
                .filter(edge -> edge.toColumn().equals("flights"))
                .map(edge -> edge.fromDataset() + "." + edge.fromColumn()))
        .contains("rollup.hours.flights");
    // The state stays in the lake.
    assertThat(
            ContractLineage.of(LocalSpark.session(), levels).stream()
                .filter(edge -> edge.toDataset().equals("serving.hours"))
                .map(edge -> edge.toColumn()))
        .contains("flights", "ids")
        .doesNotContain("sketch");

    Files.writeString(folder.resolve("above.sql"), level("evens", "count(*)"));
    assertThatThrownBy(() -> PipelineFolder.load(folder, SQL))
        .hasMessageContaining("Spark refuses the SQL:")
        .hasMessageContaining("evens");
  }

  @Test
  void whatTheChecksFoundIsKeptAsLongAsTheyLookBackAndNoLongerThanRaw() throws IOException {
    Path folder = levels("from: minutes", "from: hours", "");
    Path yaml = folder.resolve("pipeline.yaml");
    String text =
        Files.readString(yaml)
            .replace(
                "type: not_null, weight: 1, column: origin",
                "type: anomaly, weight: 1, expression: count(*), days: 28, minimum_days: 7,"
                    + " strategy: normal, maximum_deviations: 3");
    String both = "dead_letters: P30D, raw: P90D, metrics: %s, offending: %s}";
    Files.writeString(
        yaml, text.replace("dead_letters: P30D}", both.formatted("P35DT23H", "P91D")));

    assertThatThrownBy(() -> PipelineFolder.load(folder))
        .isInstanceOfSatisfying(
            InvalidPipelineException.class,
            e ->
                assertThat(e.mistakes())
                    .extracting(Mistake::toString)
                    .containsExactly(
                        "pipeline.yaml:11: metrics would be kept for P35DT23H, and check 'known' looks at 28 days before a partition that may be a week old. Give P36D or more.",
                        "pipeline.yaml:11: offending rows would be kept for P91D, longer than the raw events that their values are of (P90D). Give P90D or less, or leave 'offending' out to keep them as long as raw."));

    Files.writeString(yaml, text.replace("dead_letters: P30D}", both.formatted("P36D", "P90D")));
    assertThat(PipelineFolder.load(folder).retention().keptOffending())
        .isEqualTo(Duration.ofDays(90));
  }

  private Path levels(String hours, String days, String minutes) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("levels"));
    Files.copy(FLIGHTS.resolve("departure.avsc"), folder.resolve("departure.avsc"));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: levels
        owner_team: aviation
        sources: [{topic: aviation.levels.v1, schema: departure.avsc, partitions: 1}]
        event_id: event_id
        event_time: {field: scheduled_at, watermark_delay: PT1H, tolerance_ahead: PT1H}
        delivery: at_least_once
        rollups:
          - {name: hours, sql: hours.sql, grain: hourly, key: [origin], checks: [%1$s], %2$s}
          - {name: days, sql: above.sql, grain: daily, key: [origin], checks: [%1$s], %3$s}
          - {name: minutes, sql: minutes.sql, grain: minutely, key: [origin], %4$s}
        retention: {topic: P30D, dead_letters: P30D}
        sla: {published: PT2H}
        minimum_score: 0.9
        """
            .formatted(
                "{name: known, type: not_null, weight: 1, column: origin}",
                hours,
                days,
                minutes.startsWith("from")
                    ? minutes
                        + ", checks: [{name: known, type: not_null, weight: 1, column: origin}]"
                    : "checks: [{name: known, type: not_null, weight: 1, column: origin}]"));
    Files.writeString(
        folder.resolve("minutes.sql"),
        """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          count(*) AS flights, hll_sketch_agg(event_id) AS sketch,
          hll_sketch_estimate(hll_sketch_agg(event_id)) AS ids
        FROM events GROUP BY window(scheduled_at, '1 minute'), origin
        """);
    Files.writeString(folder.resolve("hours.sql"), level("minutes", "sum(flights)"));
    Files.writeString(folder.resolve("above.sql"), level("hours", "sum(flights)"));
    return folder;
  }

  private static String level(String from, String flights) {
    return """
        SELECT window.start AS window_start, window.end AS window_end, origin, %s AS flights,
          hll_union_agg(sketch) AS sketch, hll_sketch_estimate(hll_union_agg(sketch)) AS ids
        FROM %s GROUP BY window(window_start, '1 day'), origin
        """
        .formatted(flights, from);
  }

  @Test
  void everyMistakeOfAFolderStandsInOneReport() {
    var report =
        catchThrowableOfType(
            InvalidPipelineException.class,
            () -> PipelineFolder.load(Path.of("src/test/resources/pipelines/broken"), SQL));

    assertThat(report.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(report.mistakes())
        .extracting(Mistake::toString)
        .containsExactly(
            "aggregates/departures_hourly.sql:6: Spark refuses the SQL: Syntax error at or near 'FORM'. Correct the SQL.",
            "pipeline.yaml:2: pipeline 'brokn' stands in a folder named 'broken'. Give both the same name.",
            "pipeline.yaml:4: unknown key 'owner_taem'. Did you mean 'owner_team'?",
            "pipeline.yaml:7: 'topic' is 'departures', which is not a topic name <domain>.<event>.v<major>. Write it like aviation.departure.v1.",
            "pipeline.yaml:9: 'partitions': string found, integer expected. Correct the value.",
            "pipeline.yaml:11: event_id names 'event_uid', which is no field of Departure. Did you mean 'event_id'?",
            "pipeline.yaml:13: event_time.field names 'delay_minutes', which is \"int\" and not a timestamp that is never null. Name another field, or declare it as {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}.",
            "pipeline.yaml:14: 'watermark_delay' is '36 hours', which is not a duration longer than zero in ISO 8601, in days, hours, minutes and seconds. Write it like PT36H.",
            "pipeline.yaml:20: the rule yields int and not true or false. Compare it with something.",
            "pipeline.yaml:31: key column 'orign' is not among the columns of rollups/flights_daily.sql. Did you mean 'origin'?",
            "pipeline.yaml:32: finalizes names 'departures_daily', which is no aggregate. Known are departures_hourly.",
            "pipeline.yaml:34: 'type' is 'not_nul', which is not known. Did you mean 'not_null'?",
            "pipeline.yaml:35: 'weight': must have an exclusive minimum value of 0. Correct the value.",
            "pipeline.yaml:35: a second check is named 'known', after line 34. Rename or remove one of them.",
            "pipeline.yaml:36: the check's expression is refused: it does not aggregate, so it is not one value per partition. Write an aggregate such as sum(flights).",
            "pipeline.yaml:38: the check's column 'orgin' is not among the rollup's columns. Did you mean 'origin'?",
            "pipeline.yaml:40: file 'rollups/flights_weekly.sql' does not exist. Known are aggregates/departures_hourly.sql, departure.avsc, rollups/flights_daily.sql, rollups/forgotten.sql.",
            "pipeline.yaml:46: key 'dead_letters' is missing in 'retention'. Add it.",
            "rollups/flights_daily.sql:1: the SQL yields no column 'window_end'. Group by window(...) and select window.start AS window_start, window.end AS window_end.",
            "rollups/forgotten.sql:1: no line of pipeline.yaml names this file. Name it, or delete it.");
  }

  @Test
  void everyMistakeAboutTypesMaskingReferencesAndWindowsStandsInOneReport() {
    var report =
        catchThrowableOfType(
            InvalidPipelineException.class,
            () -> PipelineFolder.load(Path.of("src/test/resources/pipelines/broken_types"), SQL));

    assertThat(report.mistakes())
        .extracting(Mistake::toString)
        .containsExactly(
            "aggregates/sessions.sql:1: Spark refuses the SQL: session_window stands beside another window. Correct the SQL.",
            "aggregates/visits.sql:1: Spark refuses the SQL: it groups by no window, so its state would grow for ever. Correct the SQL.",
            "order.avsc:7: field 'event_id' is the event id, and 'pii' 'redact' would lose it. Write \"pii\": \"hash\", or name another field.",
            "order.avsc:9: field 'Shop' differs from 'shop' of another event type in upper and lower case only. Spell both the same.",
            "order.avsc:10: 'pii' of field 'email' differs from that in visit.avsc. Write the same in both.",
            "order.avsc:11: field 'amount' is string, and int in another event type: they cannot be one column. Give them one type, or the field another name.",
            "pipeline.yaml:9: event types 'visit' and 'twin' of one topic are both records named io.headgate.shop.Visit, so nothing tells them apart. Give one of the records another name, or a topic of its own.",
            "pipeline.yaml:11: a second source is named 'shop.visit.v1', after line 5. Rename or remove one of them.",
            "pipeline.yaml:15: event_time.field names 'happened_at', which is no field of Visit. Known are event_id, amount.",
            "pipeline.yaml:17: the filter yields bigint and not true or false. Compare it with something.",
            "pipeline.yaml:19: 'action' is 'refuse', which is not known. Known are warn, quarantine, stop.",
            "pipeline.yaml:20: the rule is refused: it looks at more than one event. Correct it.",
            "pipeline.yaml:23: key 'shop_id' is not among the reference's columns. Known are shop, city, floor.",
            "pipeline.yaml:24: 'city' is 'strng', which is not known. Did you mean 'string'?",
            "pipeline.yaml:26: the reference has neither 'csv' nor 'jdbc'. Give csv: a file of the folder, or jdbc: a table.",
            "pipeline.yaml:29: a second reference is named 'clerks', after line 26. Rename or remove one of them.",
            "pipeline.yaml:32: 'table' is 'clerks; DROP TABLE x', which is not the name of a table, with or without its schema. Write it like public.airports.",
            "pipeline.yaml:34: reference names 'shop', which is none of the references. Did you mean 'shops'?",
            "pipeline.yaml:35: 'citty' is no column of reference 'shops'. Did you mean 'city'?",
            "pipeline.yaml:35: field names 'shopp', which is no field of an event. Did you mean 'shop'?",
            "pipeline.yaml:35: the enrichment's column 'amount' is a field of Visit already. Give it another name.",
            "pipeline.yaml:35: the enrichment's column 'shop_city' is a column of another enrichment already. Give it another name.",
            "pipeline.yaml:36: 'shift' is no column of reference 'clerks'. Known are clerk.",
            "pipeline.yaml:36: field 'shop' is string, and the key of the reference is int. Give the key the type of the field.",
            "pipeline.yaml:37: field 'email' is masked before events are enriched, so no key matches it. Name another field.",
            "pipeline.yaml:41: key column 'shop' is not among the columns of aggregates/shoppers.sql. Known are window_start, window_end, shoppers.",
            "shops.csv:1: the first line names no column 'city'. Known are shop, town, floor.",
            "twin.avsc:7: field 'event_id' is the event id, and 'pii' 'redact' would lose it. Write \"pii\": \"hash\", or name another field.",
            "visit.avsc:7: field 'event_id' is the event id, and 'pii' 'redact' would lose it. Write \"pii\": \"hash\", or name another field.",
            "visit.avsc:11: 'pii' of field 'phone' is 'truncate' without a number of characters to keep. Add \"pii_keep\": 2, or another number.",
            "visit.avsc:12: 'pii' of field 'age' is 'redact', and the field is no string. Make it a string, or write \"pii\": \"drop\".",
            "visit.avsc:13: 'pii' of field 'city' is 'mask', which is not known. Known are hash, redact, truncate, drop.",
            "visit.avsc:14: field 'street' has 'pii_keep', and 'drop' keeps nothing. Remove it, or write \"pii\": \"truncate\".",
            "visit.avsc:15: 'pii' stands within the type of field 'house', where it masks nothing. Write it beside the name of a field of the event itself.");
  }

  @Test
  void whatIsNoYamlIsReportedWithItsLine() throws IOException {
    Files.writeString(temp.resolve("pipeline.yaml"), "name: x\nowner_team: [a\nsla: b\n");

    assertThatThrownBy(() -> PipelineFolder.load(temp))
        .hasMessageContaining("pipeline.yaml:3: it is not YAML: expected ',' or ']'");
  }

  @Test
  void aKeyThatStandsTwiceIsReported() throws IOException {
    assertThat(mistakes("pipeline.yaml", "minimum_score: 0.9", "minimum_score: 0.9\nname: flights"))
        .containsExactly(
            "pipeline.yaml:117: key 'name' stands a second time, after line 2. Keep one of them.");
  }

  @Test
  void aFolderWithoutAContractIsReported() {
    assertThatThrownBy(() -> PipelineFolder.load(temp))
        .hasMessageContaining("NoSuchFileException")
        .hasMessageEndingWith("Give a folder with a readable pipeline.yaml.");
  }

  @Test
  void avroErrorsHaveALine() throws IOException {
    assertThat(mistakes("departure.avsc", "\"type\": \"int\"", "\"type\": \"itn\""))
        .containsExactly(
            "departure.avsc:20: it is not an Avro schema: \"itn\" is not a defined name. The type of the \"delay_minutes\" field must be a defined name or a {\"type\": ...} expression. Correct the schema.");
    assertThat(mistakes("departure.avsc", "\"namespace\":", "\"namespace\""))
        .containsExactly(
            "departure.avsc:4: it is not JSON: Unexpected character ('\"' (code 34)): was expecting a colon to separate field name and value. Correct the line.");
  }

  @Test
  void aFieldThatNoColumnCanHoldIsReported() throws IOException {
    assertThat(mistakes("departure.avsc", "\"type\": \"int\"", "\"type\": [\"int\", \"string\"]"))
        .contains(
            "departure.avsc:19: field 'delay_minutes' is a union of 2 types beside null, and a column has one. Make it one type, or one field per type.");
  }

  @Test
  void anAggregateThatNoStreamCanRunIsReported() throws IOException {
    assertThat(
            mistakes(
                "aggregates/departures_by_origin_hourly.sql",
                "count(*) AS flights",
                "count(DISTINCT destination) AS flights"))
        .containsExactly(
            "aggregates/departures_by_origin_hourly.sql:12: Spark refuses the SQL: Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead. Correct the SQL.");
  }

  @Test
  void aRollupThatDiffersFromTheAggregateItFinalizesIsReported() throws IOException {
    assertThat(
            mistakes(
                "rollups/flights_by_origin_hourly.sql", "max(delay_minutes)", "avg(delay_minutes)"))
        .containsExactly(
            "pipeline.yaml:60: rollups/flights_by_origin_hourly.sql yields (window_start timestamp, window_end timestamp, origin string, flights bigint, average_delay_minutes double, largest_delay_minutes double, share_delayed double), and 'departures_by_origin_hourly', which it finalizes, yields (window_start timestamp, window_end timestamp, origin string, flights bigint, average_delay_minutes double, largest_delay_minutes int, share_delayed double). Select the same columns in both.");
  }

  @Test
  void aTopicHasOneSchemaOrSeveralEventTypes() throws IOException {
    assertThat(
            mistakes(
                "pipeline.yaml",
                "    schema: departure.avsc\n",
                "    schema: departure.avsc\n    event_types: [{ schema: departure.avsc }]\n"))
        .contains(
            "pipeline.yaml:6: the topic has both 'schema' and 'event_types'. Give schema: for one type of event, or event_types: for several.");
    assertThat(mistakes("pipeline.yaml", "    schema: departure.avsc\n", ""))
        .contains(
            "pipeline.yaml:6: the topic has neither 'schema' nor 'event_types'. Give schema: for one type of event, or event_types: for several.");
  }

  @Test
  void aSchemaThatHoldsItselfIsReported() throws IOException {
    assertThat(
            mistakes("departure.avsc", "\"type\": \"int\"", "\"type\": [\"null\", \"Departure\"]"))
        .anySatisfy(
            mistake ->
                assertThat(mistake)
                    .startsWith("departure.avsc:1: no table can hold it: ")
                    .contains("recursive"));
  }

  @Test
  void aCheckThatCouldNeverSayAnythingIsReportedByItsName() throws IOException {
    String checks =
        """
              - { name: a, type: reference, weight: 1, column: destination, reference: airport }
              - { name: b, type: reference, weight: 1, column: flights, reference: airports }
              - { name: c, type: allowed_values, weight: 1, column: share_delayed, values: [1] }
              - { name: d, type: allowed_values, weight: 1, column: flights, values: [1, two] }
              - { name: e, type: freshness, weight: 1, column: origin, maximum_age: PT1H }
              - { name: f, type: custom_sql, weight: 1, expression: flights + 1 }
              - { name: g, type: custom_sql, weight: 1, expression: sum(flights) > 1 }
              - { name: h, type: anomaly, weight: 1, expression: sum(flights), days: 7, minimum_days: 1, strategy: normal }
              - { name: i, type: anomaly, weight: 1, expression: sum(flights), days: 7, minimum_days: 1,
                  strategy: rate_of_change, minimum_rate: 2, maximum_rate: 1 }
              - { name: j, type: freshness, weight: 1, column: window_end, maximum_age: an hour }
        """;

    assertThat(
            mistakes(
                "pipeline.yaml",
                "      - { name: a_route_has_two_ends, type: custom_sql, weight: 1, expression: origin <> destination }\n",
                checks))
        .containsExactly(
            "pipeline.yaml:97: check 'a' looks into 'airport', which is none of the references. Did you mean 'airports'?",
            "pipeline.yaml:98: check 'b' looks for column 'flights', which is bigint, among keys that are string. Cast the column to the type of the key in the SQL.",
            "pipeline.yaml:99: check 'c' lists values of column 'share_delayed', which is double. Name a column of strings, whole numbers or booleans, or write a range.",
            "pipeline.yaml:100: check 'd' allows \"two\", which column 'flights' (bigint) cannot be. Write the values as the column has them, texts that look like numbers or booleans in quotes.",
            "pipeline.yaml:101: check 'e' asks how fresh column 'origin' is, which is string and not a timestamp. Name a column of timestamps, such as max(scheduled_at) AS latest_at.",
            "pipeline.yaml:102: the expression of check 'f' yields bigint and not true or false. Compare it with something.",
            "pipeline.yaml:103: the expression of check 'g' is refused: it aggregates, and a row is looked at alone. Write a condition on one row, such as delayed <= flights.",
            "pipeline.yaml:104: 'minimum_days': must have a minimum value of 2. Correct the value.",
            "pipeline.yaml:104: key 'maximum_deviations' is missing in 'checks[12]'. Add it.",
            "pipeline.yaml:106: minimum_rate 2 is above maximum_rate 1, so the check can never pass. Exchange them.",
            "pipeline.yaml:107: 'maximum_age' is 'an hour', which is not a duration longer than zero in ISO 8601, in days, hours, minutes and seconds. Write it like PT36H.");
  }

  @Test
  void aKeyThatMayBeNullIsReported() throws IOException {
    assertThat(
            mistakes(
                "departure.avsc",
                "\"destination\",\n      \"type\": \"string\"",
                "\"destination\",\n      \"type\": [\"null\", \"string\"]"))
        .containsExactly(
            "pipeline.yaml:90: key column 'destination' of rollups/flights_by_route_daily.sql may be null. Write coalesce(destination, ...) AS destination.");
  }

  @Test
  void aDatasetHasNoNameOfATableOfHeadgateItself() throws IOException {
    assertThat(mistakes("pipeline.yaml", "- name: flights_by_route_daily", "- name: corrections"))
        .containsExactly(
            "pipeline.yaml:87: 'corrections' is in ClickHouse the name of Headgate's own table serving.corrections. Give the dataset another name.");
    String aggregate = "- name: departures_by_origin_hourly";
    assertThat(mistakes("pipeline.yaml", aggregate, aggregate + "__g2"))
        .contains(
            "pipeline.yaml:51: 'departures_by_origin_hourly__g2' is in ClickHouse the name of what the rebuild of an aggregate makes and drops. Give the dataset another name.");
  }

  /** Whoever adds a table there takes its name from the pipelines. */
  @Test
  void theNamesThatAreTakenAreThoseOfTheDdl() throws IOException {
    Pattern made = Pattern.compile("CREATE [A-Z ]*(?:TABLE|VIEW) (?:IF NOT EXISTS )?\\w+\\.(\\w+)");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("../../sql/clickhouse"))) {
      for (Path file : files.toList()) {
        made.matcher(Files.readString(file)).results().forEach(each -> names.add(each.group(1)));
      }
    }

    assertThat(names).isEqualTo(new TreeSet<>(ServingNames.SHARED));
  }

  @Test
  void aCommandIsNoQuery() throws IOException {
    assertThat(
            mistakes(
                "rollups/flights_by_origin_hourly.sql",
                "SELECT",
                "CREATE TEMPORARY VIEW v AS SELECT"))
        .containsExactly(
            "rollups/flights_by_origin_hourly.sql:1: Spark refuses the SQL: it is a command and not a query. Correct the SQL.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lake.quarantine.flights",
        "lake.Quarantine.flights.files",
        "lake.quarantine.flights VERSION AS OF 1",
        "parquet.`/warehouse/quarantine/flights/data`"
      })
  void quarantinedRecordsAreForNoSql(String table) throws IOException {
    String name = table.replace("`", "").split(" ", -1)[0];

    assertThat(
            mistakes(
                "rollups/flights_by_origin_hourly.sql",
                "GROUP BY",
                "WHERE origin IN (SELECT _key FROM %s)%nGROUP BY".formatted(table)))
        .singleElement()
        .asString()
        .matches("rollups/flights_by_origin_hourly.sql:\\d+: .*")
        .endsWith(
            ": Spark refuses the SQL: it reads "
                + name
                + ", which keeps records with their original bytes. Read the events of raw; look at what was quarantined with headgate dlq list.");
  }

  @Test
  void anAggregateReadsNoQuarantineBehindACommonTableEither() throws IOException {
    assertThat(
            mistakes(
                "aggregates/departures_by_origin_hourly.sql",
                "SELECT",
                "WITH bad AS (SELECT count(*) AS n FROM lake.quarantine.flights)%nSELECT (SELECT max(n) FROM bad) AS bad,"
                    .formatted()))
        .singleElement()
        .asString()
        .contains("departures_by_origin_hourly.sql:3: ", "it reads lake.quarantine.flights");
  }

  /** The mistakes of a copy of flights in which one file was changed. */
  private List<String> mistakes(String file, String old, String replacement) throws IOException {
    Path folder = temp.resolve("" + System.nanoTime()).resolve("flights");
    try (Stream<Path> files = Files.walk(FLIGHTS)) {
      for (Path source : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(FLIGHTS.relativize(source).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(source, copy);
      }
    }
    Path changed = folder.resolve(file);
    String text = Files.readString(changed);
    assertThat(text).contains(old);
    Files.writeString(changed, text.replace(old, replacement));
    var report =
        catchThrowableOfType(
            InvalidPipelineException.class, () -> PipelineFolder.load(folder, SQL));
    return report.mistakes().stream().map(Mistake::toString).toList();
  }
}
