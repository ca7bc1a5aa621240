package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Transform;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RetirementApiTest {
  private static final Instant NOW = Flights.DAY.plus(Duration.ofHours(10));
  private static final String DAY = "2026-11-12";
  private static TestingRegistry registry;

  private final Flights flights = new Flights();
  private final RegistryClient client = registry.client();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aRetiredPipelineIsNotListedUnlessAskedForAndStaysReadable() {
    PipelineVersion applied = client.applyPipeline(flights.contract());
    client.postLedger(flights.epoch(0, Map.of("event_date=" + DAY, 10L)));

    PipelineVersion retired = client.retire(flights.name, "nobody reads it", "ana", false);

    assertThat(retired.retiredAt()).isEqualTo(NOW);
    assertThat(client.pipelines()).doesNotContain(retired);
    assertThat(client.pipelinesAndRetired()).contains(retired);
    Answer shown = registry.get("/v1/pipelines/" + flights.name);
    assertThat(shown.body().path("retired_at").asText()).isEqualTo(NOW.toString());
    assertThat(shown.body().path("retired_by").asText()).isEqualTo("ana");
    assertThat(shown.body().path("retired_because").asText()).isEqualTo("nobody reads it");
    assertThat(client.retire(flights.name, "another reason", "bob", false)).isEqualTo(retired);
    assertThat(registry.get("/v1/pipelines/" + flights.name).body()).isEqualTo(shown.body());

    client.postRun(flights.published("-run-1", 3, DAY, 0));
    assertThat(client.partitions(flights.daily))
        .extracting(Partition::partitionKey, Partition::state)
        .containsExactly(tuple(DAY, PartitionState.PUBLISHED));
    assertThat(client.gate(flights.daily, DAY).snapshotId()).isEqualTo(9003);
    assertThat(client.ledger(flights.raw)).hasSize(1);

    PipelineVersion again = client.applyPipeline(flights.contract());

    assertThat(again).isEqualTo(applied);
    assertThat(client.pipelines()).contains(applied);
    assertThat(client.ledger(flights.raw)).hasSize(1);
  }

  @Test
  void aDryRunChangesNothing() {
    PipelineVersion applied = client.applyPipeline(flights.contract());

    assertThat(client.retire(flights.name, "nobody reads it", "ana", true)).isEqualTo(applied);

    assertThat(client.pipeline(flights.name)).contains(applied);
  }

  @Test
  void nobodyMustMendAQueryOfARetiredPipeline() {
    PipelineVersion unused = client.applyPipeline(flights.contract());
    client.putQuery(failed(10));
    assertThat(openIncidents()).containsExactly(Incident.QUERY_FAILED);

    PipelineVersion retired = client.retire(flights.name, "nobody reads it", "ana", false);
    client.putQuery(failed(20));

    assertThat(retired.retiredAt()).isEqualTo(NOW);
    assertThat(openIncidents()).isEmpty();
  }

  @Test
  void theAlertsOfARetiredPipelineAreOverAndNoneOpens() {
    PipelineVersion unused = client.applyPipeline(flights.measured());
    String rule =
        registry
            .post(
                "/v1/alert-rules",
                """
                {"metric_name": "%s.flights", "condition": "GREATER_THAN", "threshold": 9,
                 "window_seconds": 60, "notification_channel": "https://127.0.0.1/hook"}
                """
                    .formatted(flights.aggregate))
            .body()
            .path("rule_id")
            .asText();
    assertThat(client.alerts().signal(List.of(firing(rule, 1))).recorded()).isEqualTo(1);

    PipelineVersion retired = client.retire(flights.name, "nobody reads it", "ana", false);

    assertThat(retired.retiredAt()).isEqualTo(NOW);
    assertThat(client.alerts().signal(List.of(firing(rule, 2))).ignored()).isEqualTo(1);
    assertThat(registry.get("/v1/alerts?rule=" + rule).body().path("alerts"))
        .extracting(story -> story.at("/alert/resolution").asText())
        .containsExactly("PIPELINE_RETIRED");
  }

  @Test
  void onePipelineThatAnotherReadsIsNotRetiredBeforeThatOneIs() {
    PipelineVersion unused = client.applyPipeline(flights.contract());
    PipelineContract reader = readerOf(flights.daily);
    PipelineVersion reading = client.applyPipeline(reader);

    assertThatThrownBy(() -> client.retire(flights.name, "nobody reads it", "ana", true))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageEndingWith(
            "Pipeline '%s' is read by others: curated.features_of_%s of pipeline %s reads %s. Retire these first, or apply them without these inputs."
                .formatted(flights.name, reader.name(), reader.name(), flights.daily));
    assertThat(client.pipeline(flights.name).orElseThrow().retiredAt()).isNull();

    assertThat(client.retire(reading.name(), "no features", "ana", false).retiredAt()).isNotNull();
    assertThat(client.retire(flights.name, "nobody reads it", "ana", false).retiredAt())
        .isNotNull();
  }

  @Test
  void aPipelineThatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> client.retire("nobody", "r", "ana", false))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("Pipeline 'nobody' is not known.");
  }

  private List<String> openIncidents() {
    return client.incidents().allOpen().stream()
        .filter(incident -> incident.pipeline().equals(flights.name))
        .map(Incident::kind)
        .toList();
  }

  private QueryReport failed(int second) {
    return new QueryReport(
        "raw-ingest:" + flights.name,
        flights.name,
        QueryState.FAILED,
        "Cannot read t.",
        "Apply it.",
        NOW,
        0,
        List.of(),
        NOW.plusSeconds(second));
  }

  private static AlertSignal firing(String rule, int minute) {
    Instant start = NOW.plus(Duration.ofMinutes(minute));
    return new AlertSignal(
        rule,
        1,
        Map.of("origin", "ORD"),
        start,
        start.plusSeconds(60),
        AlertSignal.State.FIRING,
        10.5,
        null,
        start.plusSeconds(60));
  }

  private static PipelineContract readerOf(String dataset) {
    PipelineContract plain = new Flights().contract();
    return new PipelineContract(
        plain.name(),
        plain.ownerTeam(),
        plain.sources(),
        plain.eventId(),
        plain.eventTime(),
        plain.delivery(),
        plain.filter(),
        plain.rules(),
        plain.references(),
        plain.enrichments(),
        plain.aggregates(),
        plain.rollups(),
        plain.retention(),
        plain.sla(),
        plain.minimumScore(),
        null,
        null,
        List.of(
            new Transform(
                "features_of_" + plain.name(),
                "SELECT 1",
                Grain.DAILY,
                List.of("origin"),
                List.of(new Input(dataset, null, null, Map.of("origin", "string"))),
                List.of())));
  }
}
