package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.testing.TestingPostgres;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseOutageTest {
  @Test
  void theRegistryOutlivesItsDatabaseAndServesAgainWhenThatIsBack() {
    try (TestingPostgres postgres = new TestingPostgres();
        TestingRegistry registry = TestingRegistry.start(postgres, Clock.systemUTC())) {
      Flights flights = new Flights();
      registry.client().applyPipeline(flights.contract());

      ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
      server.destroyForcibly();
      await().until(() -> !server.isAlive());

      Answer gates = registry.get("/v1/gates");
      assertThat(gates.status()).isEqualTo(503);
      assertThat(gates.body().path("detail").asText())
          .isEqualTo(
              "The registry's PostgreSQL does not answer. Try again; start it if it is stopped.");
      assertThat(registry.get("/health/ready").status()).isEqualTo(503);
      assertThat(registry.get("/health/live").status()).isEqualTo(200);

      postgres.restart();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> registry.get("/health/ready").status() == 200);
      assertThat(registry.client().pipeline(flights.name)).isPresent();
    }
  }
}
