package io.headgate.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RawQuickTest {
  @Test
  void everyCandidateDrainsWhatTheOracleExpects(@TempDir Path results) throws Exception {
    int exitCode =
        new CommandLine(new BenchCommand())
            .execute("raw", "--quick", "--results", results.toString());

    assertThat(exitCode).isZero();
    Path folder;
    try (Stream<Path> folders = Files.list(results)) {
      folder = folders.findFirst().orElseThrow();
    }
    assertThat(folder.resolve("chart.html")).content().contains("plain-spark");
    JsonNode runs =
        new ObjectMapper()
            .readTree(folder.resolve("result.json").toFile())
            .path("result")
            .path("runs");
    assertThat(runs.findValuesAsText("candidate"))
        .isEqualTo(
            List.of(
                "headgate",
                "headgate",
                "headgate-full",
                "headgate-full",
                "plain-spark",
                "plain-spark",
                "ceiling",
                "ceiling"));
    for (JsonNode run : runs) {
      assertThat(run.path("verdict").asText()).isEqualTo("passed");
      for (String figure :
          List.of("wallSeconds", "cpuSeconds", "brokerCpuSeconds", "peakBytes", "storedBytes")) {
        assertThat(run.path(figure).asDouble()).as(figure).isPositive();
      }
      if (!run.path("candidate").asText().equals("ceiling")) {
        assertThat(run.path("threads").path("tasks").asDouble()).isPositive();
        assertThat(run.path("threads").path("driver").asDouble()).isPositive();
      }
    }
  }
}
