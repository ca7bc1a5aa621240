package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The standard Java client, unchanged. */
class OpenLineageJavaClientTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 11, 12, 5, 0, 0, 0, ZoneOffset.UTC);

  private static TestingRegistry registry;

  private final OpenLineage events = new OpenLineage(URI.create("https://example.org/producer"));
  private final Flights flights = new Flights();
  private final String name = "job_" + flights.name;
  private final OpenLineageClient client = client(TestingRegistry.KEY, null);

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

  private static OpenLineageClient client(String key, HttpConfig.Compression compression) {
    ApiKeyTokenProvider token = new ApiKeyTokenProvider();
    token.setApiKey(key);
    HttpConfig config = new HttpConfig();
    config.setUrl(URI.create(registry.url()));
    config.setAuth(token);
    config.setCompression(compression);
    return OpenLineageClient.builder().transport(new HttpTransport(config)).build();
  }

  @Test
  void aRunWithItsFacetsAndColumnsIsTaken() throws Exception {
    UUID run = UUID.randomUUID();
    OpenLineage.RunFacet unknown = events.newRunFacet();
    unknown.getAdditionalProperties().put("colour", Map.of("shade", 7));
    OpenLineage.ColumnLineageDatasetFacet columns =
        events
            .newColumnLineageDatasetFacetBuilder()
            .fields(
                events
                    .newColumnLineageDatasetFacetFieldsBuilder()
                    .put("airport", from("published." + flights.daily, "origin"))
                    .build())
            .build();
    client.emit(event(EventType.START, run).build());
    client.emit(
        event(EventType.COMPLETE, run)
            .run(
                events
                    .newRunBuilder()
                    .runId(run)
                    .facets(events.newRunFacetsBuilder().put("ours_alone", unknown).build())
                    .build())
            .inputs(
                List.of(
                    events
                        .newInputDatasetBuilder()
                        .namespace("trino://host:8080")
                        .name("published." + flights.daily)
                        .build()))
            .outputs(
                List.of(
                    events
                        .newOutputDatasetBuilder()
                        .namespace("postgres://db:5432")
                        .name("public." + name)
                        .facets(events.newDatasetFacetsBuilder().columnLineage(columns).build())
                        .build()))
            .build());

    List<JsonNode> kept = KeptEvents.naming(name);
    assertThat(kept).hasSize(2);
    assertThat(kept.get(1).at("/run/facets/ours_alone/colour/shade").asInt()).isEqualTo(7);
    LineageGraph graph =
        registry.client().lineage().of(flights.daily, Direction.DOWNSTREAM, 3, "origin", null);
    assertThat(graph.edges())
        .extracting(Edge::to, Edge::job, Edge::run)
        .containsExactly(tuple("postgres://db:5432/public." + name, name, run.toString()));
    assertThat(graph.edges().get(0).columns())
        .extracting(ColumnEdge::toColumn, ColumnEdge::subtype)
        .containsExactly(tuple("airport", "IDENTITY"));
  }

  private OpenLineage.ColumnLineageDatasetFacetFieldsAdditional from(String table, String column) {
    return events
        .newColumnLineageDatasetFacetFieldsAdditionalBuilder()
        .inputFields(
            List.of(
                events
                    .newInputFieldBuilder()
                    .namespace("trino://host:8080")
                    .name(table)
                    .field(column)
                    .transformations(
                        List.of(
                            events
                                .newInputFieldTransformationsBuilder()
                                .type("DIRECT")
                                .subtype("IDENTITY")
                                .build()))
                    .build()))
        .build();
  }

  private OpenLineage.RunEventBuilder event(EventType type, UUID run) {
    return events
        .newRunEventBuilder()
        .eventType(type)
        .eventTime(NOW)
        .run(events.newRunBuilder().runId(run).build())
        .job(events.newJobBuilder().namespace("tests").name(name).build());
  }

  @Test
  void eventsOfJobsAndOfDatasetsAreTaken() throws Exception {
    client.emit(
        events
            .newJobEventBuilder()
            .eventTime(NOW)
            .job(events.newJobBuilder().namespace("tests").name(name).build())
            .inputs(
                List.of(
                    events
                        .newInputDatasetBuilder()
                        .namespace("headgate")
                        .name(flights.raw)
                        .build()))
            .outputs(
                List.of(
                    events
                        .newOutputDatasetBuilder()
                        .namespace("s3://bucket")
                        .name("exports/" + name)
                        .build()))
            .build());
    client.emit(
        events
            .newDatasetEventBuilder()
            .eventTime(NOW)
            .dataset(
                events
                    .newStaticDatasetBuilder()
                    .namespace("s3://bucket")
                    .name("other/" + name)
                    .build())
            .build());

    assertThat(KeptEvents.naming(name)).hasSize(2);
    assertThat(
            registry
                .client()
                .lineage()
                .of("s3://bucket/exports/" + name, Direction.UPSTREAM, 1, null, null)
                .edges())
        .extracting(Edge::from)
        .containsExactly(flights.raw);
    assertThat(
            registry
                .client()
                .lineage()
                .of("s3://bucket/other/" + name, Direction.BOTH, 1, null, null)
                .nodes())
        .hasSize(1);
  }

  @Test
  void aClientThatCompressesIsUnderstood() throws Exception {
    client(TestingRegistry.KEY, HttpConfig.Compression.GZIP)
        .emit(event(EventType.COMPLETE, UUID.randomUUID()).build());

    assertThat(KeptEvents.naming(name)).hasSize(1);
  }

  @Test
  void aClientWithoutTheKeyIsRefused() {
    OpenLineageClient stranger = client("another-key", null);

    assertThatThrownBy(() -> stranger.emit(event(EventType.START, UUID.randomUUID()).build()))
        .hasMessageContaining("401");
  }
}
