package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.PipelineVersion;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists that grow with what is registered, page by page. */
class ListPagesTest {
  private static final Flights ONE = new Flights();
  private static final Flights TWO = new Flights();

  private static TestingRegistry registry;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
    registry.client().applyPipeline(ONE.contract());
    registry.client().applyPipeline(TWO.contract());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void pipelines() {
    assertThat(pageByPage("pipelines", "name"))
        .contains(ONE.name, TWO.name)
        .containsExactlyElementsOf(
            registry.client().pipelines().stream().map(PipelineVersion::name).toList());
  }

  @Test
  void gates() {
    assertThat(pageByPage("gates", "dataset"))
        .contains(ONE.raw, ONE.daily, TWO.raw, TWO.daily)
        .containsExactlyElementsOf(
            registry.client().gates().all().stream().map(GateAnswer::dataset).toList());
  }

  @Test
  void keys() {
    String name = "paged-" + UUID.randomUUID();
    registry.client().keys().create(name + "-a", "reader");
    registry.client().keys().create(name + "-b", "reader");

    assertThat(pageByPage("keys", "name"))
        .contains(name + "-a", name + "-b")
        .containsExactlyElementsOf(
            registry.client().keys().all().stream().map(ApiKey::name).toList());
  }

  private static List<String> pageByPage(String list, String name) {
    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          registry
              .call("GET", "/v1/%s?limit=1&cursor=%s".formatted(list, cursor), TestingRegistry.KEY)
              .body();
      assertThat(page.path(list)).hasSize(1);
      names.add(page.path(list).path(0).path(name).asText());
      cursor = page.path("next_cursor").asText("");
    } while (!cursor.isEmpty());
    return names;
  }
}
