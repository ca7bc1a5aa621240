package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the job ends, as Airflow sees it. */
class RollupJobTest {
  private final TestingLake lake = TestingLake.shared();

  @Test
  void aPublishedDayEndsWithZeroAndADayThatFailsItsChecksWithFour() throws Exception {
    LocalDate first = LocalDate.parse("2026-06-01");
    LocalDate last = first.plusDays(3);
    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      lake.ingest(Flight.day(day, 100));
    }
    lake.ingest(Flight.day(last, 100).subList(0, 50));
    lake.seenUntil(start(last.plusDays(1)));

    JobProcess history =
        JobProcess.run(lake, Map.of("HEADGATE_LOG_FORMAT", "json"), days(first, last));
    JobProcess half = JobProcess.run(lake, Map.of(), days(last, last.plusDays(1)));

    assertThat(history.exitCode()).as(history.output()).isZero();
    assertThat(history.output())
        .contains(
            "exit_code=0", "rollup.flights_by_origin_daily=PUBLISHED", "by_route_daily=PUBLISHED");
    assertThat(logged(history))
        .filteredOn(line -> line.path("message").asText().startsWith("treated "))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            line -> {
              assertThat(line.path("pipeline").asText()).isEqualTo("flights");
              assertThat(line.path("run").asText()).matches("[0-9a-f]{12}");
            });
    assertThat(half.exitCode()).as(half.output()).isEqualTo(4);
    assertThat(half.output())
        .contains(
            "exit_code=4",
            "rollup.flights_by_origin_daily=QUARANTINED",
            "sum(flights) of 2026-06-04 is 50.00, 0.50 times the average 100");
  }

  /** Each line of its log; what else it writes is for people. */
  private static List<JsonNode> logged(JobProcess job) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : job.output().lines().filter(each -> each.startsWith("{")).toList()) {
      lines.add(Json.MAPPER.readTree(line));
    }
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(List.of("at", "level", "logger", "message"))
                    .allSatisfy(field -> assertThat(line.path(field).asText()).isNotEmpty()));
    return lines;
  }

  @Test
  void aDayThatIsNotThereYetEndsWithThree() throws Exception {
    LocalDate day = LocalDate.parse("2028-01-01");

    JobProcess early = JobProcess.run(lake, Map.of(), days(day, day.plusDays(1)));

    assertThat(early.exitCode()).as(early.output()).isEqualTo(3);
    assertThat(early.output()).contains("Cannot read raw.flights for 2028-01-01: ");
  }

  @ParameterizedTest
  @CsvSource({
    "HEADGATE_CLICKHOUSE_URL, jdbc:clickhouse:http://127.0.0.1:1",
    "HEADGATE_CATALOG_URL, jdbc:postgresql://127.0.0.1:1/headgate",
    "HEADGATE_REGISTRY_URL, http://127.0.0.1:1"
  })
  void aComponentThatIsDownEndsTheJobWithFiveAndIsNamed(String setting, String address)
      throws Exception {
    LocalDate day = LocalDate.parse("2026-07-01");
    lake.ingest(Flight.day(day, 24));
    lake.seenUntil(start(day.plusDays(1)));

    JobProcess failed = JobProcess.run(lake, Map.of(setting, address), days(day, day.plusDays(1)));

    assertThat(failed.exitCode()).as(failed.output()).isEqualTo(5);
    assertThat(failed.output().lines())
        .anyMatch(line -> line.startsWith("Cannot ") && line.contains(address));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--pipeline=trains; Cannot run pipeline 'trains': the registry does not know it.",
        "--grain=weekly; Cannot run with --grain 'weekly': it is no grain. Give minutely, hourly or daily.",
        "--rollup=nightly; Cannot run daily rollup 'nightly' of pipeline flights: version 1",
        "--window-end=2026-06-01T00:00:00Z; Cannot run the window"
      })
  void aMistakeEndsWithTwoAndARemedy(String mistake, String told) {
    Map<String, String> right =
        Map.of(
            "--pipeline", "flights",
            "--grain", "daily",
            "--window-start", "2026-06-01T00:00:00Z",
            "--window-end", "2026-06-02T00:00:00Z");
    StringWriter err = new StringWriter();
    JobLauncher launcher =
        new JobLauncher(
            lake.environment(), new PrintWriter(new StringWriter()), new PrintWriter(err));
    String option = mistake.substring(0, mistake.indexOf('='));
    String[] arguments =
        Stream.concat(
                right.entrySet().stream()
                    .filter(each -> !each.getKey().equals(option))
                    .map(each -> each.getKey() + "=" + each.getValue()),
                Stream.of(mistake))
            .toArray(String[]::new);

    assertThat(launcher.execute(new RollupJob(), arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith(told);
  }

  private static RunWindow days(LocalDate from, LocalDate until) {
    return new RunWindow(Grain.DAILY, start(from), start(until));
  }
}
