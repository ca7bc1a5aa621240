package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.InvalidPipelineException;
import io.headgate.platform.contract.Mistake;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFolderTest {
  private static final Path FLIGHTS = Path.of("../../sql/pipelines/flights");
  private static final SqlAnalysis SQL = new SqlAnalysis(LocalSpark.session());

  @TempDir Path temp;

  @Test
  void flightsLoads() {
    PipelineContract flights = PipelineFolder.load(FLIGHTS, SQL);

    assertThat(flights.name()).isEqualTo("flights");
    assertThat(flights.eventTime().watermarkDelay()).isEqualTo(Duration.ofHours(36));
    assertThat(flights.sources().get(0).schema()).startsWith("{\"type\":\"record\"");
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
  void whatIsNoYamlIsReportedWithItsLine() throws IOException {
    Files.writeString(temp.resolve("pipeline.yaml"), "name: x\nowner_team: [a\nsla: b\n");

    assertThatThrownBy(() -> PipelineFolder.load(temp))
        .hasMessageContaining("pipeline.yaml:3: it is not YAML: expected ',' or ']'");
  }

  @Test
  void aKeyThatStandsTwiceIsReported() throws IOException {
    assertThat(mistakes("pipeline.yaml", "minimum_score: 0.9", "minimum_score: 0.9\nname: flights"))
        .containsExactly(
            "pipeline.yaml:97: key 'name' stands a second time, after line 2. Keep one of them.");
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
            "pipeline.yaml:42: rollups/flights_by_origin_hourly.sql yields (window_start timestamp, window_end timestamp, origin string, flights bigint, average_delay_minutes double, largest_delay_minutes double, share_delayed double), and 'departures_by_origin_hourly', which it finalizes, yields (window_start timestamp, window_end timestamp, origin string, flights bigint, average_delay_minutes double, largest_delay_minutes int, share_delayed double). Select the same columns in both.");
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
