package io.headgate.platform.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import org.junit.jupiter.api.Test;

class ClickHouseTest {
  @Test
  void aServerThatDoesNotAnswerIsADependencyThatIsDown() {
    // Nothing listens on port 1.
    assertThatThrownBy(() -> ClickHouse.open("jdbc:clickhouse:http://127.0.0.1:1", "lake", "x"))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY_DOWN))
        .hasMessageStartingWith("Cannot do ")
        .hasMessageContaining("in ClickHouse at jdbc:clickhouse:http://127.0.0.1:1")
        .hasMessageEndingWith("Start it, or correct clickhouse.url.");
  }
}
