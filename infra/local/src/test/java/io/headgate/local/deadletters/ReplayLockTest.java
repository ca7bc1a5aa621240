package io.headgate.local.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.testing.TestingPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayLockTest {
  private final TestingPostgres postgres = TestingPostgres.shared();
  private final Settings settings =
      Settings.of(
          Map.of(
              "catalog.url", postgres.jdbcUrl(),
              "catalog.user", TestingPostgres.LAKE_USER,
              "catalog.password", postgres.lakePassword()));

  @Test
  void twoReplaysOfAPipelineDoNotRunAtOnce() throws Exception {
    try (ReplayLock first = ReplayLock.take(settings, "flights");
        ReplayLock ofAnother = ReplayLock.take(settings, "orders")) {
      first.held();
      ofAnother.held();

      assertThatThrownBy(() -> ReplayLock.take(settings, "flights"))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_READY))
          .hasMessage(
              "Cannot replay dead letters of pipeline flights: another replay of them runs. Wait until it has ended.");
    }
    try (ReplayLock after = ReplayLock.take(settings, "flights")) {
      after.held();
    }
  }
}
