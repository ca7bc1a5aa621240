package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.ColumnImpact.Consumer;
import io.headgate.platform.registry.ColumnImpact.Hit;
import io.headgate.platform.registry.ColumnImpact.Use;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.headgate.platform.registry.LineageGraph.Node;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineageApiTest {
  private static final String DAY = "event_date=2026-11-12";
  private static final String NEXT = "event_date=2026-11-13";

  private static TestingRegistry registry;

  private final Flights flights = new Flights();
  private final String topic = "aviation." + flights.name + ".v1";

  @BeforeAll
  static void start() {
    registry =
        TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(3)), ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
    registry.client().lineage().putColumnEdges(flights.name, 1, edges());
  }

  private List<ColumnEdge> edges() {
    return List.of(
        new ColumnEdge(topic, "origin", flights.raw, "origin", Kind.DIRECT, "IDENTITY", null),
        new ColumnEdge(topic, "email", flights.raw, "email", Kind.DIRECT, "TRANSFORMATION", "HASH"),
        new ColumnEdge(topic, "delay", flights.raw, "delay", Kind.DIRECT, "IDENTITY", null),
        new ColumnEdge(
            flights.raw, "origin", flights.daily, "origin", Kind.DIRECT, "IDENTITY", null),
        new ColumnEdge(
            flights.raw, "delay", flights.daily, "worst", Kind.DIRECT, "AGGREGATION", null),
        new ColumnEdge(flights.raw, "origin", flights.daily, "*", Kind.INDIRECT, "GROUP_BY", null),
        new ColumnEdge(flights.daily, "origin", served(), "origin", Kind.DIRECT, "IDENTITY", null),
        new ColumnEdge(flights.daily, "worst", served(), "worst", Kind.DIRECT, "IDENTITY", null));
  }

  private String served() {
    return "serving." + flights.name + "_daily";
  }

  @Test
  void aContractConnectsItsDatasetsBeforeAnythingHasRun() {
    LineageGraph graph = graph(flights.daily, Direction.UPSTREAM, 10, null);

    assertThat(graph.nodes())
        .extracting(Node::dataset, Node::kind, Node::distance)
        .containsExactly(
            tuple(flights.daily, "ROLLUP", 0),
            tuple(flights.raw, "RAW", 1),
            tuple(topic, "TOPIC", 2));
    assertThat(graph.edges())
        .extracting(Edge::from, Edge::to, Edge::job, Edge::run)
        .containsExactlyInAnyOrder(
            tuple(flights.raw, flights.daily, "rollup:" + flights.daily, null),
            tuple(topic, flights.raw, "raw-ingest:" + flights.name, null));
  }

  @Test
  void theLedgerTellsRunSnapshotAndOffsetsOfEachEdge() {
    registry.client().postLedger(epoch(0, DAY));
    registry.client().postLedger(epoch(1, DAY));
    registry.client().postRun(flights.published("a", 1, "2026-11-12", 0));

    LineageGraph graph = graph(flights.raw, Direction.BOTH, 1, null);

    Edge ingest = edge(graph, topic, flights.raw);
    assertThat(ingest.run()).isEqualTo("query-1/1");
    assertThat(ingest.snapshotId()).isEqualTo(1001L);
    assertThat(ingest.offsets()).containsExactly(new OffsetRange(topic, 0, 100, 200));
    assertThat(ingest.columns()).hasSize(3);
    Edge rollup = edge(graph, flights.raw, flights.daily);
    assertThat(rollup.run()).isEqualTo(flights.name + "a");
    assertThat(rollup.snapshotId()).isEqualTo(9001L);
    assertThat(rollup.inputSnapshotId()).isEqualTo(1000L);
    assertThat(rollup.runAt()).isEqualTo(Flights.DAY.plusSeconds(50));
    assertThat(node(graph, flights.raw).masked()).containsExactly(Map.entry("email", "HASH"));
  }

  @Test
  void anEarlierInstantHasTheRunsOfThen() {
    registry.client().postLedger(epoch(0, DAY));
    registry.client().postLedger(epoch(1, DAY));

    LineageGraph then =
        registry
            .client()
            .lineage()
            .of(flights.raw, Direction.UPSTREAM, 1, null, Flights.DAY.plus(Duration.ofDays(4)));
    String path =
        "/v1/lineage/" + flights.raw + "?direction=upstream&at=" + Flights.DAY.plusSeconds(30);

    assertThat(edge(then, topic, flights.raw).run()).isEqualTo("query-1/1");
    // The pipeline itself was not known then.
    assertThat(registry.get(path).status()).isEqualTo(404);
  }

  @Test
  void aColumnIsFollowedAndNothingElse() {
    LineageGraph graph = graph(flights.daily, Direction.BOTH, 10, "worst");

    assertThat(graph.edges())
        .extracting(Edge::from, Edge::to)
        .containsExactlyInAnyOrder(
            tuple(flights.daily, served()),
            tuple(flights.raw, flights.daily),
            tuple(topic, flights.raw));
    assertThat(edge(graph, topic, flights.raw).columns())
        .extracting(ColumnEdge::fromColumn)
        .containsExactlyInAnyOrder("delay", "origin");
    assertThat(edge(graph, flights.daily, served()).columns())
        .extracting(ColumnEdge::toColumn)
        .containsExactly("worst");
  }

  @Test
  void columnsThatAreAppliedAgainTakeThePlaceOfTheFormer() {
    registry.client().lineage().putColumnEdges(flights.name, 1, edges().subList(0, 2));

    assertThat(registry.client().lineage().columnEdges(flights.name, 1))
        .containsExactlyInAnyOrderElementsOf(edges().subList(0, 2));
    Answer unknown = registry.get("/v1/pipelines/" + flights.name + "/versions/7/column-lineage");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().path("detail").asText())
        .isEqualTo(
            "Pipeline '%s' has no version 7. Apply its folder with headgate apply."
                .formatted(flights.name));
  }

  @Test
  void aPublishedPartitionWasMadeOfTheBatchesUpToTheSnapshotThatItsRunRead() {
    registry.client().postLedger(epoch(0, DAY));
    registry.client().postLedger(epoch(1, NEXT));
    registry.client().postLedger(epoch(2, DAY));
    registry.client().postLedger(epoch(3, DAY));
    registry.client().postRun(flights.published("a", 1, "2026-11-12", 2));

    EventOrigin origin = registry.client().lineage().eventsOf(flights.daily, "2026-11-12");

    assertThat(origin.runKey()).isEqualTo(flights.name + "a");
    assertThat(origin.rawSnapshotId()).isEqualTo(1002L);
    assertThat(origin.offsets())
        .containsExactly(new OffsetRange(topic, 0, 0, 100), new OffsetRange(topic, 0, 200, 300));
    assertThat(origin.batches()).isEqualTo(2);
    assertThat(origin.rows()).isEqualTo(200);
    assertThat(origin.complete()).isTrue();
    assertThat(origin.query())
        .contains("FROM lake." + flights.raw + " FOR VERSION AS OF 1002")
        .contains("scheduled_at >= TIMESTAMP '2026-11-12 00:00:00 UTC'");
    assertThat(registry.client().lineage().eventsOf(served(), "2026-11-12").rollup())
        .isEqualTo(flights.daily);
  }

  @Test
  void aRawPartitionWasMadeOfAllBatchesThatAddedToIt() {
    registry.client().postLedger(epoch(0, DAY));
    registry.client().postLedger(epoch(1, DAY));

    EventOrigin origin = registry.client().lineage().eventsOf(flights.raw, DAY);

    assertThat(origin.offsets()).containsExactly(new OffsetRange(topic, 0, 0, 200));
    assertThat(origin.runKey()).isNull();
    assertThat(origin.rawSnapshotId()).isEqualTo(1001L);
  }

  @Test
  void aSnapshotThatTheLedgerHasNotIsToldOf() {
    registry.client().postLedger(epoch(0, DAY));
    registry.client().postRun(flights.published("a", 1, "2026-11-12", 7));

    EventOrigin origin = registry.client().lineage().eventsOf(flights.daily, "2026-11-12");

    assertThat(origin.complete()).isFalse();
    assertThat(origin.remark()).startsWith("The ledger does not have the snapshot");
    assertThat(origin.batches()).isEqualTo(1);
  }

  @Test
  void aPartitionThatNobodySeesHasNoEventsToTellOf() {
    Answer answer = registry.get("/v1/lineage/" + flights.daily + "/events?partition=2026-11-12");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Partition '2026-11-12' of '%s' has no rows that readers see. Wait for them, or correct the key."
                .formatted(flights.daily));
  }

  @Test
  void aColumnThatGoesBreaksWhatIsMadeOfItAndWhoReadsThat() {
    assertThat(registry.get("/v1/gates/" + flights.daily + "?consumer=weekly-report").status())
        .isEqualTo(200);

    ColumnImpact impact = registry.client().lineage().impact(topic, "origin");

    assertThat(impact.datasets())
        .extracting(Hit::dataset, Hit::columns, Hit::rows)
        .containsExactly(
            tuple(flights.raw, List.of("origin"), false),
            tuple(flights.daily, List.of("origin"), true),
            tuple(served(), List.of("origin", "worst"), false));
    assertThat(impact.uses())
        .extracting(Use::kind, Use::dataset, Use::column)
        .containsExactly(tuple("KEY", flights.daily, "origin"));
    assertThat(impact.consumers())
        .extracting(Consumer::name, Consumer::via, Consumer::dataset)
        .containsExactly(tuple("weekly-report", "GATE", flights.daily));
  }

  @Test
  void theEventIdIsNamedByTheContractItself() {
    registry
        .client()
        .lineage()
        .putColumnEdges(
            flights.name,
            1,
            List.of(
                new ColumnEdge(
                    topic, "event_id", flights.raw, "event_id", Kind.DIRECT, "IDENTITY", null)));

    assertThat(registry.client().lineage().impact(topic, "event_id").uses())
        .extracting(Use::kind, Use::name)
        .containsExactly(tuple("EVENT_ID", "event_id"));
  }

  @Test
  void aColumnThatNobodyKnowsIsNoColumnWithoutImpact() {
    Answer answer = registry.get("/v1/lineage/" + flights.raw + "/impact?column=orgin");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "No column 'orgin' of '%s' is in lineage, but these are: delay, email, origin. Correct the name."
                .formatted(flights.raw));
  }

  @Test
  void aParameterThatIsWrongIsNamed() {
    assertThat(detail("?direction=sideways"))
        .isEqualTo("Parameter 'direction' is 'sideways'. Send upstream, downstream or both.");
    assertThat(detail("?depth=0"))
        .isEqualTo("Parameter 'depth' is '0'. Send a whole number from 1 to 100.");
    assertThat(detail("?at=+999999-01-01T00:00:00Z".replace("+", "%2B")))
        .startsWith("Parameter 'at'");
    assertThat(detail("?at=yesterday"))
        .isEqualTo("Parameter 'at' is 'yesterday'. Send an instant such as 2026-11-12T05:00:00Z.");
  }

  private String detail(String query) {
    Answer answer = registry.get("/v1/lineage/" + flights.raw + query);
    assertThat(answer.status()).isEqualTo(400);
    return answer.body().path("detail").asText();
  }

  private LedgerRow epoch(long epoch, String day) {
    return flights.epoch(
        epoch, new OffsetRange(topic, 0, 100 * epoch, 100 * epoch + 100), 100, Map.of(day, 100L));
  }

  private LineageGraph graph(String dataset, Direction direction, int depth, String column) {
    return registry.client().lineage().of(dataset, direction, depth, column, null);
  }

  private static Edge edge(LineageGraph graph, String from, String to) {
    return graph.edges().stream()
        .filter(edge -> edge.from().equals(from) && edge.to().equals(to))
        .findFirst()
        .orElseThrow();
  }

  private static Node node(LineageGraph graph, String dataset) {
    return graph.nodes().stream()
        .filter(node -> node.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }
}
