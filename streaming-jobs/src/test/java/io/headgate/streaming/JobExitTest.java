package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jobs as processes of their own, that cannot begin. */
class JobExitTest {
  private static TestingPipeline pipeline;

  @TempDir static Path folder;

  @BeforeAll
  static void apply() {
    pipeline = new TestingPipeline();
  }

  @ParameterizedTest
  @CsvSource({
    "RawIngestJob, --kafka-bootstrap-servers=127.0.0.1:1,"
        + " 'the brokers at 127.0.0.1:1 do not answer'",
    "RawIngestJob, --catalog-url=jdbc:postgresql://127.0.0.1:1/headgate,"
        + " 'the lake''s catalog at jdbc:postgresql://127.0.0.1:1/headgate'",
    "RawIngestJob, --registry-url=http://127.0.0.1:1, 'the registry at http://127.0.0.1:1'",
    "AggregateJob, --clickhouse-url=jdbc:clickhouse:http://127.0.0.1:1,"
        + " 'in ClickHouse at jdbc:clickhouse:http://127.0.0.1:1'",
    "AlertJob, --clickhouse-url=jdbc:clickhouse:http://127.0.0.1:1,"
        + " 'ClickHouse at jdbc:clickhouse:http://127.0.0.1:1'",
  })
  void aComponentThatIsDownEndsTheJobWithFiveAndIsNamed(String job, String flag, String named)
      throws Exception {
    Ended ended = run(job, "--pipeline", pipeline.name, flag);

    assertThat(ended.code()).as(ended.output()).isEqualTo(5);
    assertThat(ended.output().lines())
        .anyMatch(line -> line.startsWith("Cannot ") && line.contains(named));
  }

  @ParameterizedTest
  @CsvSource({"RawIngestJob", "AggregateJob"})
  void aPipelineThatNobodyAppliedEndsTheJobWithTwo(String job) throws Exception {
    Ended ended = run(job, "--pipeline", "flightz");

    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output())
        .contains(
            "Cannot run pipeline 'flightz': the registry does not know it. Apply its folder"
                + " (headgate apply), or correct the name.");
  }

  @Test
  void aCatalogThatDoesNotKnowTheUserEndsTheJobWithTwo() throws Exception {
    Ended ended = run("RawIngestJob", "--pipeline", pipeline.name, "--catalog-user=nobody");

    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.output())
        .containsPattern(
            "Cannot open the lake's catalog at .* as nobody: .*password authentication failed.*"
                + " correct catalog.url, catalog.user and catalog.password.");
  }

  private record Ended(int code, String output) {}

  private static Ended run(String job, String... arguments) throws Exception {
    try (DriverProcess driver =
        DriverProcess.start(
            folder, pipeline.platform.properties("exit"), job, List.of(arguments))) {
      return new Ended(driver.awaitEnd(), driver.output());
    }
  }
}
