package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.AirflowInstallation;
import io.headgate.components.DownloadCache;
import io.headgate.components.PythonEnvironment;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Airflow's own OpenLineage provider, in the Airflow that runs the DAGs. */
@TestInstance(Lifecycle.PER_CLASS)
class AirflowProviderTest {
  private static final Path DAG = Path.of("src/test/python/airflow_dag.py").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path DAGS = Path.of("../../dags");

  private final Flights flights = new Flights();
  private final String dag = "report_of_" + flights.name;
  private PythonEnvironment airflow;

  @BeforeAll
  void install() throws Exception {
    airflow = AirflowInstallation.packages(DAGS, DownloadCache.ofUser(), line -> {});
  }

  @Test
  void aRunOfItsTasksIsKeptAndConnectsWhatTheyReadWithWhatTheyWrite(@TempDir Path home)
      throws Exception {
    try (TestingRegistry registry = TestingRegistry.start(Clock.systemUTC())) {
      registry.client().applyPipeline(flights.contract());

      run(home, registry.url(), "airflow", "db", "migrate");
      run(home, registry.url(), "python", DAG.toString(), dag, flights.daily);

      assertThat(KeptEvents.naming(dag + ".report"))
          .extracting(event -> event.path("eventType").asText())
          .containsExactly("START", "COMPLETE");
      List<JsonNode> check = KeptEvents.naming(dag + ".check");
      assertThat(check)
          .extracting(event -> event.path("eventType").asText())
          .containsExactly("START", "FAIL");
      assertThat(check.get(1).at("/run/facets/errorMessage/message").asText())
          .contains("no such airport");
      LineageGraph graph =
          registry.client().lineage().of(flights.daily, Direction.DOWNSTREAM, 3, null, null);
      assertThat(graph.edges())
          .extracting(Edge::to, Edge::job)
          .contains(tuple("postgres://reports:5432/public." + dag, dag + ".report"));
    }
  }

  private void run(Path home, String registry, String... words) throws Exception {
    String unused =
        airflow.run(
            List.of(words),
            home,
            Map.of(
                "AIRFLOW_HOME",
                home.toString(),
                "AIRFLOW__CORE__LOAD_EXAMPLES",
                "False",
                "AIRFLOW__CORE__DAGS_FOLDER",
                DAG.getParent().toString(),
                "OPENLINEAGE_URL",
                registry,
                "OPENLINEAGE_API_KEY",
                TestingRegistry.KEY),
            PATIENCE);
  }
}
