package io.headgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestingClickHouseTest {
  @Test
  void rowsSurviveARestartAndTheProcessEndsWithTheFixture() throws Exception {
    long pid;
    try (TestingClickHouse clickHouse = new TestingClickHouse()) {
      try (Connection connection = lake(clickHouse);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE serving");
        statement.execute("CREATE TABLE serving.t (n UInt8) ENGINE = MergeTree ORDER BY n");
        statement.execute("INSERT INTO serving.t SETTINGS async_insert = 0 VALUES (42)");
      }
      clickHouse.restart();
      pid = clickHouse.pid();
      try (Connection connection = lake(clickHouse);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT n FROM serving.t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(42);
      }
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void withoutAPasswordNobodyCanAskAnything() {
    assertThatThrownBy(() -> query("default", "", "SELECT number FROM system.numbers LIMIT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Quota for user `default`");
    assertThatThrownBy(() -> query("lake", "", "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Authentication failed");
  }

  @Test
  void theAnalystReadsViewsOfHisDatabaseAndNothingElse() throws Exception {
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    try (Connection connection = lake(clickHouse);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE private");
      statement.execute("CREATE DATABASE analyst");
      statement.execute("CREATE TABLE private.t ENGINE = MergeTree ORDER BY n AS SELECT 7 AS n");
      statement.execute(
          "CREATE VIEW analyst.v DEFINER = lake SQL SECURITY DEFINER AS SELECT n FROM private.t");
    }
    String password = clickHouse.analystPassword();
    assertThat(query("analyst", password, "SELECT n FROM analyst.v")).isEqualTo(7);
    assertThatThrownBy(() -> query("analyst", password, "SELECT n FROM private.t"))
        .hasMessageContaining("Not enough privileges");
    assertThatThrownBy(
            () -> query("analyst", password, "SELECT * FROM file('/etc/passwd', 'LineAsString')"))
        .hasMessageContaining("Not enough privileges");
  }

  private static int query(String user, String password, String sql) throws SQLException {
    String url = TestingClickHouse.shared().jdbcUrl();
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static Connection lake(TestingClickHouse clickHouse) throws SQLException {
    return DriverManager.getConnection(
        clickHouse.jdbcUrl(), TestingClickHouse.LAKE_USER, clickHouse.lakePassword());
  }
}
