package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.TableLease;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TableLeaseTest {
  private static final Duration MINUTES = Duration.ofMinutes(2);

  private final TestingTables tables = TestingTables.shared();

  @Test
  void ofTwoMaintainersTheSecondIsToldWhoTheFirstIs() {
    try (TableLease first = TableLease.acquire(tables.registry, RAW, "maintain x", MINUTES)) {
      first.requireHeld();
      assertThatThrownBy(() -> TableLease.acquire(tables.registry, RAW, "another", MINUTES))
          .isInstanceOfSatisfying(
              HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
          .hasMessageContaining(
              "'raw.flights' is maintained by maintain x, process %d on "
                  .formatted(ProcessHandle.current().pid()));
    }
    TableLease.acquire(tables.registry, RAW, "another", MINUTES).close();
    assertThat(tables.registry.leases().all()).isEmpty();
  }

  @Test
  void aLeaseLastsAsLongAsItsHolderLives() {
    Duration length = Duration.ofSeconds(10);
    Instant end = Instant.now().plus(length.multipliedBy(2));
    try (TableLease lease = TableLease.acquire(tables.registry, RAW, "a test", length)) {
      await().atMost(MINUTES).until(() -> Instant.now().isAfter(end));
      assertThatCode(lease::requireHeld).doesNotThrowAnyException();
    }
  }

  @Test
  void whoLostTheLeaseMayNotGoOn() {
    TestingPostgres postgres = TestingPostgres.shared();
    RegistryConfig config =
        new RegistryConfig(
            "127.0.0.1",
            0,
            postgres.jdbcUrl(),
            TestingPostgres.REGISTRY_USER,
            postgres.registryPassword(),
            TestingTables.API_KEY);
    Clock anHourLater = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    try (RegistryService ahead = RegistryService.start(config, anHourLater);
        TableLease lease =
            TableLease.acquire(tables.registry, RAW, "a test", Duration.ofSeconds(20))) {
      new RegistryClient(ahead.url(), TestingTables.API_KEY)
          .leases()
          .acquire(RAW, "token-of-the-next", "the next", Duration.ofSeconds(1));

      await()
          .atMost(MINUTES)
          .untilAsserted(
              () ->
                  assertThatThrownBy(lease::requireHeld)
                      .isInstanceOfSatisfying(
                          HeadgateException.class,
                          e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
                      .hasMessageContaining("another job may have it"));
      tables.registry.leases().release(RAW, "token-of-the-next");
    }
  }
}
