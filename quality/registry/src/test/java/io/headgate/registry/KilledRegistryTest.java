package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.RegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while producers and streams write and keys are made. */
class KilledRegistryTest {
  private static final int KILLS = 3;
  private static final int ACKNOWLEDGED_BETWEEN_KILLS = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Flights flights = new Flights();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** What was answered with success. */
  private final Set<Long> epochs = ConcurrentHashMap.newKeySet();

  private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  @Test
  void whatWasAcknowledgedIsThereAfterItWasKilledUnderLoad(@TempDir Path folder) throws Exception {
    RegistryProgram program = new RegistryProgram(folder);
    RegistryClient client = new RegistryClient(program.url(), TestingRegistry.KEY).withoutRetries();
    ExecutorService writers = Executors.newFixedThreadPool(3);
    Process process = started(program, client);
    try {
      client.applyPipeline(flights.contract());
      List<Future<?>> all =
          List.of(
              writers.submit(() -> untilEnded(number -> ledger(client, number))),
              writers.submit(() -> untilEnded(number -> schema(client, number))),
              writers.submit(() -> untilEnded(number -> key(client))));
      for (int kill = 0; kill < KILLS; kill++) {
        awaitMore();
        process.destroyForcibly().waitFor();
        process = started(program, client);
      }
      awaitMore();
      process.destroyForcibly().waitFor();
      ended.set(true);
      for (Future<?> each : all) {
        each.get();
      }

      process = started(program, client);

      assertThat(client.ledger(flights.raw).stream().map(LedgerRow::epoch).toList())
          .containsAll(epochs)
          .doesNotHaveDuplicates();
      schemas.forEach(
          (id, definition) -> assertThat(client.schemas().definition(id)).hasValue(definition));
      assertThat(client.keys().all()).extracting(ApiKey::name).containsAll(keys);
    } finally {
      ended.set(true);
      writers.shutdownNow();
      process.destroyForcibly();
    }
  }

  private static Process started(RegistryProgram program, RegistryClient client) throws Exception {
    Process process = program.start();
    await()
        .atMost(PATIENCE)
        .failFast("it has ended", () -> !process.isAlive())
        .until(client::ready);
    return process;
  }

  private void awaitMore() {
    int ledger = epochs.size() + ACKNOWLEDGED_BETWEEN_KILLS;
    int registered = schemas.size() + ACKNOWLEDGED_BETWEEN_KILLS;
    int made = keys.size() + ACKNOWLEDGED_BETWEEN_KILLS;
    await()
        .atMost(PATIENCE)
        .until(
            () -> epochs.size() >= ledger && schemas.size() >= registered && keys.size() >= made);
  }

  /** One write of a number; it returns when the registry has acknowledged it. */
  private interface Write {
    void of(long number);
  }

  /** Each number again until it was acknowledged, as the jobs do. */
  private void untilEnded(Write write) {
    for (long number = 0; !ended.get(); ) {
      try {
        write.of(number);
        number++;
      } catch (HeadgateException down) {
        Thread.onSpinWait();
      }
    }
  }

  private void ledger(RegistryClient client, long epoch) {
    client.postLedger(flights.epoch(epoch, Map.of("event_date=2026-11-12", 100L)));
    epochs.add(epoch);
  }

  private void schema(RegistryClient client, long number) {
    String definition =
        "{\"type\":\"record\",\"name\":\"Killed%d\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}"
            .formatted(number);
    int id =
        client
            .schemas()
            .register("killed." + flights.name + "." + number, definition, Compatibility.NONE)
            .schemaId();
    schemas.put(id, definition);
  }

  private void key(RegistryClient client) {
    String name = "killed-" + UUID.randomUUID();
    client.keys().create(name, "reader");
    keys.add(name);
  }
}
