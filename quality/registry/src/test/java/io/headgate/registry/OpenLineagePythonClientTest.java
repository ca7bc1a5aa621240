package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.DownloadCache;
import io.headgate.components.PythonEnvironment;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The standard Python client, unchanged, in a virtual environment of its own. */
class OpenLineagePythonClientTest {
  private static final Path SCRIPTS = Path.of("src/test/python");

  private final Flights flights = new Flights();
  private final String job = "python_" + flights.name;

  @Test
  void eventsOfRunsJobsAndDatasetsAreTakenWithEveryFacet() throws Exception {
    try (TestingRegistry registry = TestingRegistry.start(Clock.systemUTC())) {
      registry.client().applyPipeline(flights.contract());

      String run = send(registry.url());

      List<JsonNode> kept = KeptEvents.naming(job);
      assertThat(kept)
          .extracting(event -> event.path("eventType").asText(""))
          .containsExactly("START", "COMPLETE", "FAIL", "", "");
      assertThat(kept.get(0).at("/run/facets/airflow/dag/dag_id").asText()).isEqualTo(job);
      assertThat(kept.get(2).at("/run/facets/errorMessage/message").asText()).isEqualTo("no");
      LineageGraph graph =
          registry.client().lineage().of(flights.daily, Direction.DOWNSTREAM, 3, "origin", null);
      assertThat(graph.edges())
          .extracting(Edge::to, Edge::job, Edge::run)
          .containsExactly(tuple("postgres://db:5432/public." + job, job, run));
      assertThat(graph.edges().get(0).columns())
          .extracting(ColumnEdge::toColumn, ColumnEdge::masking)
          .containsExactly(tuple("airport", "MASKED"));
    }
  }

  /** The id of the run that completed. */
  private String send(String url) throws Exception {
    PythonEnvironment python =
        PythonEnvironment.ofFiles(
            DownloadCache.ofUser(), List.of(SCRIPTS.resolve("openlineage.txt")), line -> {});
    return python
        .run(
            List.of("python", "openlineage_client.py", job, flights.daily),
            SCRIPTS,
            Map.of("OPENLINEAGE_URL", url, "OPENLINEAGE_API_KEY", TestingRegistry.KEY),
            Duration.ofMinutes(2))
        .lines()
        .reduce((first, last) -> last)
        .orElseThrow();
  }
}
