package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
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
  static void configure() throws IOException {
    pipeline = new TestingPipeline();
    Properties properties = new Properties();
    properties.putAll(pipeline.platform.properties("exit"));
    try (Writer file = Files.newBufferedWriter(config())) {
      properties.store(file, null);
    }
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
            "Cannot run pipeline flightz: the registry does not know it. Run headgate apply on its"
                + " folder, or correct --pipeline.");
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.headgate.streaming." + job);
    command.addAll(List.of("--config", config().toString()));
    command.addAll(Arrays.asList(arguments));
    Path log = Files.createTempFile(folder, job, ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      String output = Files.readString(log);
      assertThat(ended).as(output).isTrue();
      return new Ended(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path config() {
    return folder.resolve("headgate.properties");
  }
}
