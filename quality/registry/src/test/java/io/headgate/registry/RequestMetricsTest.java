package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
  private static final Pattern COUNT =
      Pattern.compile(
          "http_server_requests_seconds_count\\{method=\"([^\"]*)\",route=\"([^\"]*)\",status=\"([^\"]*)\"} (\\S+)");

  private static TestingRegistry registry;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void requestsAreCountedByTheTemplateOfTheirRoute() throws Exception {
    registry.get("/v1/datasets/one");
    registry.get("/v1/datasets/two");
    registry.call("DELETE", "/v1/keys/x", null);

    // A request is counted after it was answered.
    await()
        .untilAsserted(
            () ->
                assertThat(counts())
                    .contains(
                        new Count("GET", "/v1/datasets/{dataset}", "404", "2"),
                        new Count("DELETE", "/v1/keys/{name}", "401", "1")));
  }

  @Test
  void callersCannotInventLabels() throws Exception {
    for (int i = 0; i < 30; i++) {
      registry.get("/no/such/path" + i);
      registry.get("/v1/datasets/invented" + i);
      registry.call("METHOD" + i, "/v1/gaps", null);
      registry.call("GET", "/v1/gaps", "hg_invented" + i);
    }

    assertThat(counts())
        .extracting(Count::method)
        .isSubsetOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other");
    Set<String> templates = new TreeSet<>(Set.of("none"));
    registry.routes().forEach(route -> templates.add(route.path()));
    assertThat(counts()).extracting(Count::route).isSubsetOf(templates);
  }

  @Test
  void memoryOfTheProcessIsTold() throws Exception {
    assertThat(registry.text("/metrics")).contains("jvm_memory_used_bytes{area=\"heap\"");
  }

  private record Count(String method, String route, String status, String requests) {
    static Count of(MatchResult line) {
      return new Count(line.group(1), line.group(2), line.group(3), line.group(4));
    }
  }

  private static List<Count> counts() throws Exception {
    return COUNT.matcher(registry.text("/metrics")).results().map(Count::of).toList();
  }
}
