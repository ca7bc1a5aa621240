package io.headgate.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.data.ClickHouseFormat;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.clickhouse.ClickHouseClient;
import io.headgate.testing.TestingClickHouse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What readers of ClickHouse can see of an insert that is not finished. */
class WholeInsertTest {
  // The server cuts after the chunk of 10 MB that comes to 1,048,449 rows when it is not told
  // otherwise.
  private static final int ROWS = 2_500_000;

  @Test
  void aBlockOfManyRowsBecomesOnePartSoThatReadersSeeAllOfItOrNothing() throws SQLException {
    TestingClickHouse server = TestingClickHouse.shared();
    execute(server, "CREATE DATABASE whole");
    execute(server, "CREATE TABLE whole.t (n UInt32) ENGINE = MergeTree ORDER BY n");
    byte[] block =
        IntStream.range(0, ROWS)
            .mapToObj(n -> "{\"n\":" + n + "}")
            .collect(joining("\n"))
            .getBytes(UTF_8);
    try (ClickHouseClient client =
        ClickHouseClient.open(
            new ClickHouseAddress(
                server.jdbcUrl(), TestingClickHouse.LAKE_USER, server.lakePassword()))) {
      client.insert("whole.t", List.of(), ClickHouseFormat.JSONEachRow, block, block.length);

      String parts =
          client.query(
              "SELECT name, rows FROM system.parts WHERE database = 'whole'",
              ClickHouseFormat.TSV,
              answer -> new String(answer.readAllBytes(), UTF_8));
      // Named by its first and last block, and how often it was merged.
      assertThat(parts).isEqualTo("all_1_1_0\t" + ROWS + "\n");
    }
  }

  private static void execute(TestingClickHouse server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(), TestingClickHouse.LAKE_USER, server.lakePassword());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
