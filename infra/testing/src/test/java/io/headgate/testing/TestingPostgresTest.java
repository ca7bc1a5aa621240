package io.headgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestingPostgresTest {
  @Test
  void theRegistryOwnsItsDatabaseAndItsRowsSurviveARestart() throws Exception {
    long pid;
    try (TestingPostgres postgres = new TestingPostgres()) {
      try (Connection connection = registry(postgres);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t AS SELECT 42 AS n");
      }
      postgres.restart();
      pid = postgres.pid();
      try (Connection connection = registry(postgres);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT n FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(42);
      }
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void nobodyConnectsWithoutThePasswordOrToAnothersDatabase() {
    TestingPostgres postgres = TestingPostgres.shared();
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), "headgate_reader", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    postgres.jdbcUrl("airflow"), "headgate_reader", postgres.readerPassword()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for database \"airflow\"");
  }

  private static Connection registry(TestingPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), TestingPostgres.REGISTRY_USER, postgres.registryPassword());
  }
}
