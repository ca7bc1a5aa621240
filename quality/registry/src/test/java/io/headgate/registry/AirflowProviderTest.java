package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.DownloadCache;
import io.headgate.components.PythonEnvironment;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Airflow's own OpenLineage provider, in the Airflow that runs the DAGs. */
@TestInstance(Lifecycle.PER_CLASS)
class AirflowProviderTest {
  private static final Path DAG = Path.of("src/test/python/airflow_dag.py").toAbsolutePath();
  private static final Path AIRFLOW = Path.of("../../dags/requirements.txt");

  private final Flights flights = new Flights();
  private final String dag = "report_of_" + flights.name;
  private PythonEnvironment airflow;

  @BeforeAll
  void install() throws Exception {
    airflow = PythonEnvironment.ofFiles(DownloadCache.ofUser(), List.of(AIRFLOW), line -> {});
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

  private void run(Path home, String registry, String program, String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(airflow.programs().resolve(program).toString());
    builder.command().addAll(List.of(words));
    builder.environment().put("AIRFLOW_HOME", home.toString());
    builder.environment().put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
    builder.environment().put("AIRFLOW__CORE__DAGS_FOLDER", DAG.getParent().toString());
    builder.environment().put("OPENLINEAGE_URL", registry);
    builder.environment().put("OPENLINEAGE_API_KEY", TestingRegistry.KEY);
    Process process = builder.redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
