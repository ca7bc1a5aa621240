package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnImpact.Consumer;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.headgate.platform.registry.LineageGraph.Node;
import io.headgate.registry.TestingRegistry.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenLineageApiTest {
  private static TestingRegistry registry;

  private final Flights flights = new Flights();
  private final String job = "report_" + flights.name;
  private final String table = "public." + flights.name;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void aRunThatReadsOursAndWritesAnotherTableConnectsBoth() {
    String run = UUID.randomUUID().toString();
    assertThat(
            send(event("START", run, input("trino://host:8080", "published." + flights.daily), ""))
                .status())
        .isEqualTo(201);
    assertThat(send(event("COMPLETE", run, "", output("postgres://db:5432", table))).status())
        .isEqualTo(201);

    LineageGraph graph = graph(flights.daily, Direction.DOWNSTREAM);

    assertThat(graph.nodes())
        .extracting(Node::dataset, Node::namespace, Node::kind)
        .contains(tuple("postgres://db:5432/" + table, "postgres://db:5432", "EXTERNAL"));
    assertThat(graph.edges())
        .extracting(Edge::to, Edge::jobNamespace, Edge::job, Edge::run)
        .contains(tuple("postgres://db:5432/" + table, "airflow", job, run));
    assertThat(registry.client().lineage().impact(flights.raw, null).consumers())
        .extracting(Consumer::name, Consumer::via)
        .contains(tuple("airflow/" + job, "OPENLINEAGE"));
  }

  @Test
  void oursAreKnownAgainUnderTheNamesOfOtherSystems() {
    send(
        event(
            "COMPLETE",
            UUID.randomUUID().toString(),
            input("kafka://broker:9092", "aviation." + flights.name + ".v1")
                + ","
                + input("clickhouse://ch:8123", "analyst." + flights.aggregate),
            """
            {"namespace": "file", "name": "/lake/raw/%s", "facets": {"symlinks": {"identifiers": [
              {"namespace": "jdbc", "name": "lake.%s", "type": "TABLE"}]}}}
            """
                .formatted(flights.name, flights.raw)));

    assertThat(graph(flights.raw, Direction.UPSTREAM).edges())
        .filteredOn(edge -> edge.job().equals(job))
        .extracting(Edge::from, Edge::to)
        .containsExactlyInAnyOrder(
            tuple("aviation." + flights.name + ".v1", flights.raw),
            tuple("serving." + flights.aggregate, flights.raw));
  }

  @Test
  void columnLineageOfAnotherJobIsFollowed() {
    send(
        event(
            "COMPLETE",
            UUID.randomUUID().toString(),
            input("trino://host:8080", "lake." + flights.daily),
            """
            {"namespace": "postgres://db:5432", "name": "%s", "facets": {"columnLineage": {
              "_producer": "https://example.org", "_schemaURL": "https://example.org",
              "fields": {"airport": {"inputFields": [{"namespace": "trino://host:8080",
                "name": "lake.%s", "field": "origin", "transformations": [
                  {"type": "DIRECT", "subtype": "IDENTITY", "masking": true}]}]}},
              "dataset": [{"namespace": "trino://host:8080", "name": "lake.%s", "field": "flights",
                "transformations": [{"type": "INDIRECT", "subtype": "FILTER"}]}]}}}
            """
                .formatted(table, flights.daily, flights.daily)));

    LineageGraph graph =
        registry
            .client()
            .lineage()
            .of("postgres://db:5432/" + table, Direction.UPSTREAM, 5, "airport", null);

    assertThat(graph.edges()).hasSize(1);
    assertThat(graph.edges().get(0).columns())
        .extracting(
            ColumnEdge::fromColumn, ColumnEdge::toColumn, ColumnEdge::subtype, ColumnEdge::masking)
        .containsExactlyInAnyOrder(
            tuple("origin", "airport", "IDENTITY", "MASKED"),
            tuple("flights", "*", "FILTER", null));
    assertThat(graph.nodes().get(0).masked()).containsEntry("airport", "MASKED");
  }

  /** The shape of what Airflow's provider sends of a task, with the facets that only it has. */
  @Test
  void aTaskOfAirflowIsAJobThatReadsAndWrites() throws Exception {
    String run = UUID.randomUUID().toString();
    String event =
        new String(
                getClass().getResourceAsStream("/openlineage/airflow_task.json").readAllBytes(),
                UTF_8)
            .replace("DAILY", flights.daily)
            .replace("JOB", job)
            .replace("\"RUN\"", "\"" + run + "\"");

    assertThat(send(event).status()).isEqualTo(201);

    assertThat(graph(flights.daily, Direction.DOWNSTREAM).edges())
        .filteredOn(edge -> edge.jobNamespace().equals("airflow_prod"))
        .extracting(Edge::to, Edge::job, Edge::run)
        .containsExactly(
            tuple("postgres://db.example.org:5432/reports.public." + job, job + ".load", run));
    JsonNode kept = KeptEvents.naming(job).get(0);
    assertThat(kept).isEqualTo(Json.MAPPER.readTree(event));
  }

  @Test
  void theSameEventIsTakenOnceAndAnsweredTheSame() {
    String event = event("OTHER", UUID.randomUUID().toString(), "", "");

    assertThat(send(event).body().path("recorded").asBoolean()).isTrue();
    Answer again = send(event);

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body().path("recorded").asBoolean(true)).isFalse();
  }

  @Test
  void aBatchTakesWhatIsGoodAndNamesWhatIsNot() {
    String good = event("OTHER", UUID.randomUUID().toString(), "", "");

    Answer answer = registry.post("/api/v1/lineage/batch", "[" + good + ", {\"run\": {}}]");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode body = answer.body();
    assertThat(body.path("status").asText()).isEqualTo("partial_success");
    assertThat(body.at("/summary/successful").asInt()).isEqualTo(1);
    assertThat(body.at("/failed_events/0/index").asInt()).isEqualTo(1);
    assertThat(body.at("/failed_events/0/reason").asText()).contains("'eventTime' is missing");
  }

  @Test
  void aBodyThatTheClientHasCompressedIsTaken() throws Exception {
    byte[] event = gzip(event("OTHER", UUID.randomUUID().toString(), "", ""));

    assertThat(sendCompressed(event)).isEqualTo(201);
    assertThat(sendCompressed("no gzip at all".getBytes(UTF_8))).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[]|it is no JSON object. Send one event.",
        "{}|it has neither 'run' nor 'job' nor 'dataset'. Send an event of one of them.",
        "{'job': {'namespace': 'n', 'name': 'j'}}|'eventTime' is missing or no text. Send it.",
        "{'job': {'namespace': 'n', 'name': 'j'}, 'eventTime': 'noon', 'producer': 'p'}|'eventTime' is 'noon'. Send an instant such as 2026-11-12T05:00:00.000Z.",
        "{'job': {'namespace': 'n'}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'job.name' is missing or no text. Send it.",
        "{'run': {'runId': '7'}, 'job': {'namespace': 'n', 'name': 'j'}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'run.runId' is '7'. Send a UUID.",
        "{'job': {'namespace': 'n', 'name': 'j', 'facets': []}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'job.facets' is no object. Send facets by their names.",
        "{'job': {'namespace': 'n', 'name': 'j'}, 'inputs': [{'name': 'x'}], 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'inputs.0.namespace' is missing or no text. Send it.",
        "{'job': {'namespace': 'n', 'name': 'j'}, 'outputs': {}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'outputs' is no array. Send a list of datasets.",
        "{'job': {'namespace': 'n', 'name': 'j'}, 'eventType': 'BEGIN', 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|'eventType' is 'BEGIN'. Send one of START, RUNNING, COMPLETE, ABORT, FAIL, OTHER.",
        "{'job': {'namespace': 'n', 'name': 'j\\u0000'}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|it holds a character or number that cannot be kept. Leave out NUL characters, halves of surrogate pairs and endless numbers.",
        "{'job': {'namespace': 'n', 'name': 'j\\ud800'}, 'eventTime': '2026-11-12T05:00:00Z', 'producer': 'p'}|it holds a character or number that cannot be kept. Leave out NUL characters, halves of surrogate pairs and endless numbers."
      })
  void aMalformedEventIsRefusedWithItsReason(String event, String reason) {
    Answer answer = send(event.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("Cannot take the OpenLineage event: " + reason);
  }

  @Test
  void aBodyThatIsNoJsonIsRefused() {
    Answer answer = send("{\"run\": ");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("Cannot read the body: no JSON from line 1, column 9 on. Send JSON in UTF-8.");
  }

  private Answer send(String event) {
    return registry.post("/api/v1/lineage", event);
  }

  private int sendCompressed(byte[] body) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(registry.url() + "/api/v1/lineage"))
                .header("Authorization", "Bearer " + TestingRegistry.KEY)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static LineageGraph graph(String dataset, Direction direction) {
    return registry.client().lineage().of(dataset, direction, 5, null, null);
  }

  private String event(String type, String run, String inputs, String outputs) {
    return """
        {"eventType": "%s", "eventTime": "2026-11-12T05:00:00.000Z",
         "producer": "https://example.org/producer",
         "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
         "run": {"runId": "%s"}, "job": {"namespace": "airflow", "name": "%s"},
         "inputs": [%s], "outputs": [%s]}
        """
        .formatted(type, run, job, inputs, outputs);
  }

  private static String input(String namespace, String name) {
    return "{\"namespace\": \"%s\", \"name\": \"%s\"}".formatted(namespace, name);
  }

  private static String output(String namespace, String name) {
    return input(namespace, name);
  }
}
