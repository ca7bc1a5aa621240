package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.registry.TestingRegistry.Answer;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipelineApiTest {
  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void theSameContractAgainIsTheSameVersion() {
    PipelineVersion first = registry.client().applyPipeline(flights.contract());
    PipelineVersion again = registry.client().applyPipeline(flights.contract());

    assertThat(first.version()).isEqualTo(1);
    assertThat(again).isEqualTo(first);
    assertThat(again.contract()).isEqualTo(flights.contract());
  }

  @Test
  void aChangedContractIsTheNextVersionAndTheOldOneStaysReadable() {
    PipelineVersion first = registry.client().applyPipeline(flights.contract());
    PipelineVersion second =
        registry.client().applyPipeline(flights.contract("SELECT sum(1) AS flights FROM events"));

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.pipelineId()).isEqualTo(first.pipelineId());
    assertThat(second.firstAppliedAt()).isEqualTo(first.createdAt());
    assertThat(registry.client().pipeline(flights.name)).contains(second);
    assertThat(registry.client().pipeline(flights.name, 1)).contains(first);
    assertThat(registry.client().pipelines()).contains(second).doesNotContain(first);
  }

  @Test
  void aPipelineMakesItsDatasetsKnown() {
    registry.client().applyPipeline(flights.contract());

    Answer answer = registry.get("/v1/pipelines/" + flights.name);

    assertThat(answer.body().path("datasets"))
        .extracting(name -> name.asText())
        .containsExactly(
            flights.aggregate,
            "quarantine." + flights.name,
            flights.raw,
            flights.daily,
            flights.hourly);
    assertThat(answer.body().path("sla_minutes").asInt()).isEqualTo(360);
    assertThat(answer.body().path("owner_team").asText()).isEqualTo("flight-data");
    assertThat(registry.client().dataset(flights.daily).orElseThrow().pipeline())
        .isEqualTo(flights.name);
  }

  @Test
  void aContractUnderAnotherNameIsRefused() {
    ObjectNode application = Json.MAPPER.createObjectNode();
    application.put("name", "other").put("mode", "batch").put("owner_team", "x");
    application.put("sla_minutes", 1).putArray("source_topics");
    application.set("contract", Json.MAPPER.valueToTree(flights.contract()));

    Answer answer = registry.post("/v1/pipelines", application.toString());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "The contract is that of pipeline '%s', and not of 'other'. Send both by one name."
                .formatted(flights.name));
  }

  @Test
  void anAggregateAndARollupOfTwoPipelinesHaveNotOneName() throws IOException {
    Flights others = new Flights();
    registry.client().applyPipeline(others.contract());
    String daily = others.name + "_daily";
    PipelineContract aggregate = flights.renamed(flights.aggregate, daily);
    PipelineContract rollup = flights.renamed(flights.name + "_daily", others.aggregate);

    assertThatThrownBy(() -> registry.client().applyPipeline(aggregate))
        .hasMessageContaining(
            "Dataset '%s' of pipeline '%s' would have the name of '%s' of pipeline '%s' in ClickHouse and among the metrics. Give it another name."
                .formatted(daily, flights.name, others.daily, others.name));
    assertThatThrownBy(() -> registry.client().applyPipeline(rollup))
        .hasMessageContaining(
            "Dataset 'rollup.%s' of pipeline '%s' would have the name of '%s' of pipeline '%s' in"
                .formatted(others.aggregate, flights.name, others.aggregate, others.name));
    assertThat(registry.client().pipeline(flights.name)).isEmpty();
    assertThat(registry.client().applyPipeline(others.contract()).version()).isEqualTo(1);
  }

  @Test
  void anUnknownPipelineIsEmpty() {
    assertThat(registry.client().pipeline("nobody")).isEmpty();
  }
}
