package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.Incident;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Flights flights = new Flights();

  @Test
  void manyQuarantinedRowsAreAnIncidentUntilTheWindowHasPassed() {
    try (TestingRegistry registry = at(Duration.ofMinutes(5))) {
      registry.client().applyPipeline(flights.contract());
      registry.client().postLedger(flights.epoch(1, 150, 850, Map.of("UNDECODABLE", 150L)));

      await().atMost(PATIENCE).until(() -> incidents(registry).size() == 1);
      assertThat(incidents(registry).get(0).dataset()).isEqualTo(flights.raw);
      assertThat(incidents(registry).get(0).text())
          .startsWith("In the last 10 minutes 150 of 1,000 records of " + flights.name)
          .contains("UNDECODABLE 150");
    }
    try (TestingRegistry registry = at(Duration.ofMinutes(12))) {
      await().atMost(PATIENCE).until(() -> incidents(registry).isEmpty());
    }
  }

  private static TestingRegistry at(Duration afterMidnight) {
    return TestingRegistry.start(Clock.fixed(Flights.DAY.plus(afterMidnight), ZoneOffset.UTC));
  }

  private List<Incident> incidents(TestingRegistry registry) {
    return registry.client().incidents().allOpen().stream()
        .filter(incident -> incident.pipeline().equals(flights.name))
        .filter(incident -> incident.kind().equals(Incident.DEAD_LETTERS_GROW))
        .toList();
  }
}
