package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContractJsonTest {
  private static final Path SHOP = Path.of("src/test/resources/pipelines/shop");

  @Test
  void everythingThatAContractCanSaySurvivesItsJsonForm() throws IOException {
    PipelineContract shop = PipelineFolder.load(SHOP);

    assertThat(Json.MAPPER.readValue(Json.write(shop), PipelineContract.class)).isEqualTo(shop);
    assertThat(shop.references()).hasSize(2);
    assertThat(shop.enrichments()).isNotEmpty();
    assertThat(shop.filter()).isNotNull();
  }

  @Test
  void aContractThatWasRecordedWithOneSchemaPerTopicStillLoads() throws IOException {
    PipelineContract flights = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    ObjectNode recorded = Json.MAPPER.valueToTree(flights);
    recorded.remove("filter");
    recorded.remove("references");
    recorded.remove("enrichments");
    recorded.path("rules").forEach(rule -> ((ObjectNode) rule).remove("action"));
    ObjectNode source = (ObjectNode) recorded.at("/sources/0");
    source.put("schema", source.remove("event_types").get(0).path("schema").asText());

    PipelineContract read = Json.MAPPER.treeToValue(recorded, PipelineContract.class);

    assertThat(read.sources()).isEqualTo(flights.sources());
    assertThat(read.rules()).allMatch(rule -> rule.action() == RuleAction.QUARANTINE);
    assertThat(read.references()).isEmpty();
    assertThat(read.enrichments()).isEmpty();
  }

  @Test
  void aTypeIsNamedAfterItsRecordAndHasASubjectOfItsOwnBesideOthers() {
    EventType one = EventType.named(record("FlightDeparted"));
    EventType other = EventType.named(record("HTTPRequest2"));

    assertThat(one.name()).isEqualTo("flight_departed");
    assertThat(other.name()).isEqualTo("http_request2");
    assertThat(new Source("a.b.v1", java.util.List.of(one), 1, null).subject(one))
        .isEqualTo("a.b.v1-value");
    assertThat(new Source("a.b.v1", java.util.List.of(one, other), 1, null).subject(one))
        .isEqualTo("a.b.v1-x.y.FlightDeparted");
  }

  private static String record(String name) {
    return "{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"x.y\",\"fields\":[]}"
        .formatted(name);
  }
}
