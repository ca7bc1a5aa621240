package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.Ports;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final String DAY = "event_date=2026-11-12";

  private final Flights flights = new Flights();

  @TempDir Path folder;

  @Test
  void rowsOfAnOutageArriveInOrderWhenTheRegistryIsBack() {
    int port = Ports.free();
    TestingRegistry registry = TestingRegistry.start(port, Clock.systemUTC());
    registry.client().applyPipeline(flights.contract());
    RegistryClient once = new RegistryClient(registry.url(), TestingRegistry.KEY).withoutRetries();
    try (Outbox outbox = Outbox.open(folder.toUri(), once)) {
      outbox.add(flights.epoch(0, Map.of(DAY, 100L)));
      await().until(() -> outbox.waiting() == 0);

      registry.close();
      for (int epoch = 1; epoch <= 3; epoch++) {
        outbox.add(flights.epoch(epoch, Map.of(DAY, 100L)));
      }
      assertThat(outbox.waiting()).isEqualTo(3);

      try (TestingRegistry back = TestingRegistry.start(port, Clock.systemUTC())) {
        await().atMost(Duration.ofSeconds(20)).until(() -> outbox.waiting() == 0);
        assertThat(epochs(back)).extracting(JsonNode::asInt).containsExactly(3, 2, 1, 0);
        assertThat(back.client().gate(flights.raw, DAY).open()).isTrue();
      }
    }
  }

  @Test
  void rowsThatWaitedWhenTheStreamDiedAreDeliveredByTheNextOne() {
    String nobody = "http://127.0.0.1:1";
    try (Outbox outbox =
        Outbox.open(
            folder.toUri(), new RegistryClient(nobody, TestingRegistry.KEY).withoutRetries())) {
      outbox.add(flights.epoch(0, Map.of(DAY, 100L)));
    }

    try (TestingRegistry registry = TestingRegistry.start(Clock.systemUTC())) {
      registry.client().applyPipeline(flights.contract());
      try (Outbox next =
          Outbox.open(
              folder.toUri(),
              new RegistryClient(registry.url(), TestingRegistry.KEY).withoutRetries())) {
        await().until(() -> next.waiting() == 0);
        assertThat(registry.client().partitions(flights.raw).get(0).rowCount()).isEqualTo(100);
      }
    }
  }

  @Test
  void aRowThatTheRegistryCannotTakeIsSetAsideAndHoldsUpNoOther() throws Exception {
    try (TestingRegistry registry = TestingRegistry.start(Clock.systemUTC())) {
      registry.client().applyPipeline(flights.contract());
      Flights other = new Flights();
      registry.client().applyPipeline(other.contract());
      String stray =
          Json.write(flights.epoch(0, Map.of(DAY, 100L))).replace(flights.raw, other.raw);
      Files.writeString(folder.resolve("000000000000001-000000000000-raw.json"), stray);
      try (Outbox outbox =
          Outbox.open(
              folder.toUri(),
              new RegistryClient(registry.url(), TestingRegistry.KEY).withoutRetries())) {
        outbox.add(flights.epoch(1, Map.of(DAY, 100L)));
        await().until(() -> outbox.waiting() == 0);

        assertThat(epochs(registry)).extracting(JsonNode::asInt).containsExactly(1);
        assertThat(folder.resolve("refused").resolve("000000000000001-000000000000-raw.json"))
            .exists();
      }
    }
  }

  private JsonNode epochs(TestingRegistry registry) {
    var epochs = Json.MAPPER.createArrayNode();
    registry
        .get("/v1/ledger?dataset=" + flights.raw)
        .body()
        .path("ledger")
        .forEach(row -> epochs.add(row.path("epoch")));
    return epochs;
  }
}
