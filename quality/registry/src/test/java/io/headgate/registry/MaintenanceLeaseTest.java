package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.registry.MaintenanceLease;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceLeaseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String MINE = "token-of-mine";
  private static final String YOURS = "token-of-yours";

  private final Flights flights = new Flights();
  private final TestingClock clock = new TestingClock(Flights.DAY);
  private TestingRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() {
    registry = TestingRegistry.start(clock);
    client = registry.client();
    client.applyPipeline(flights.contract());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void whoAsksSecondIsToldWhoHasIt() {
    client.leases().acquire(flights.raw, MINE, "compact-files on a", MINUTE);

    assertThatThrownBy(() -> client.leases().acquire(flights.raw, YOURS, "maintain on b", MINUTE))
        .isInstanceOfSatisfying(
            RegistryRefusedException.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining(
            "'%s' is maintained by compact-files on a since %s, until %s unless it renews. Wait for its end."
                .formatted(flights.raw, Flights.DAY, Flights.DAY.plus(MINUTE)));
    assertThat(client.leases().all())
        .filteredOn(lease -> lease.dataset().equals(flights.raw))
        .containsExactly(
            new MaintenanceLease(
                flights.raw, "compact-files on a", Flights.DAY, Flights.DAY.plus(MINUTE)));
  }

  @Test
  void theConflictCarriesTheHolder() {
    client.leases().acquire(flights.raw, MINE, "compact-files on a", MINUTE);

    Answer answer =
        registry.post(
            "/v1/datasets/" + flights.raw + "/maintenance-lease",
            "{\"token\": \"%s\", \"holder\": \"b\", \"seconds\": 60}".formatted(YOURS));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().path("holder").path("holder").asText())
        .isEqualTo("compact-files on a");
  }

  @Test
  void askingTwiceIsOneLeaseAndTablesDoNotHinderEachOther() {
    MaintenanceLease first = client.leases().acquire(flights.raw, MINE, "a", MINUTE);
    clock.advance(Duration.ofSeconds(20));
    MaintenanceLease again = client.leases().acquire(flights.raw, MINE, "a", MINUTE);

    assertThat(again.acquiredAt()).isEqualTo(first.acquiredAt());
    assertThat(again.expiresAt()).isEqualTo(first.expiresAt().plusSeconds(20));
    assertThat(client.leases().acquire(flights.daily, YOURS, "b", MINUTE).holder()).isEqualTo("b");
  }

  @Test
  void aLeaseThatIsNotRenewedGoesToTheNextAndIsLostToTheFirst() {
    client.leases().acquire(flights.raw, MINE, "a", MINUTE);
    clock.advance(Duration.ofSeconds(59));
    client.leases().renew(flights.raw, MINE, MINUTE);
    clock.advance(Duration.ofSeconds(59));
    assertThatThrownBy(() -> client.leases().acquire(flights.raw, YOURS, "b", MINUTE))
        .isInstanceOf(RegistryRefusedException.class);

    clock.advance(Duration.ofSeconds(1));
    client.leases().acquire(flights.raw, YOURS, "b", MINUTE);

    assertThatThrownBy(() -> client.leases().renew(flights.raw, MINE, MINUTE))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("is maintained by b");
    assertThat(client.leases().release(flights.raw, MINE)).isFalse();
    assertThat(client.leases().release(flights.raw, YOURS)).isTrue();
  }

  @Test
  void aLeaseThatOthersHaveHadMeanwhileIsLostEvenWhenTheyHaveGivenItBack() {
    client.leases().acquire(flights.raw, MINE, "a", MINUTE);
    clock.advance(MINUTE);
    client.leases().acquire(flights.raw, YOURS, "b", MINUTE);
    client.leases().release(flights.raw, YOURS);

    assertThatThrownBy(() -> client.leases().renew(flights.raw, MINE, MINUTE))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("has ended. Acquire a new one.");
  }

  @Test
  void ofManyThatAskAtOnceOneGetsIt() throws Exception {
    ExecutorService jobs = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> asked = new ArrayList<>();
      for (int job = 0; job < 8; job++) {
        String token = UUID.randomUUID().toString();
        asked.add(jobs.submit(() -> gets(token)));
      }
      int got = 0;
      for (Future<Boolean> each : asked) {
        got += each.get() ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
    } finally {
      jobs.shutdownNow();
    }
  }

  private boolean gets(String token) {
    try {
      client.leases().acquire(flights.raw, token, token, MINUTE);
      return true;
    } catch (RegistryRefusedException e) {
      return false;
    }
  }

  @Test
  void theTablesOfWhatChecksHaveFoundAreMaintainedThoughTheyAreNoDatasets() throws Exception {
    String offending = flights.contract().offendingDataset();
    client.leases().acquire(offending, MINE, "maintain on a", MINUTE);
    MaintenanceReport report =
        new MaintenanceReport(
            offending,
            "bin-pack",
            MaintenanceReport.Outcome.DONE,
            "12 of 12 files are small",
            new MaintenanceReport.Extent(12, 9_000),
            new MaintenanceReport.Extent(1, 2_000),
            Flights.DAY,
            Flights.DAY.plusSeconds(3));
    client.activity().postMaintenance(report);

    assertThat(client.leases().all()).extracting(MaintenanceLease::dataset).contains(offending);
    assertThat(client.activity().maintenance()).contains(report);
    assertThat(client.dataset(offending)).isEmpty();
    assertThat(registry.text("/metrics")).contains("dataset=\"%s\"".formatted(offending));
  }

  @Test
  void anUnknownTableIsNotFoundAndABadRequestSaysWhatToSend() {
    assertThat(lease("no.such", "{\"token\": \"12345678\", \"holder\": \"a\", \"seconds\": 5}"))
        .isEqualTo(404);
    assertThat(lease(flights.raw, "{\"token\": \"1\", \"holder\": \"a\", \"seconds\": 5}"))
        .isEqualTo(400);
    assertThat(lease(flights.raw, "{\"token\": \"12345678\", \"holder\": \"\", \"seconds\": 5}"))
        .isEqualTo(400);
    assertThat(lease(flights.raw, "{\"token\": \"12345678\", \"holder\": \"a\", \"seconds\": 0}"))
        .isEqualTo(400);
  }

  private int lease(String dataset, String body) {
    return registry.post("/v1/datasets/" + dataset + "/maintenance-lease", body).status();
  }
}
