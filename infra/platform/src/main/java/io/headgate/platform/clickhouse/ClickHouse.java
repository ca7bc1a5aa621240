package io.headgate.platform.clickhouse;

import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** One JDBC connection to ClickHouse, for DDL and small reads. */
public final class ClickHouse implements AutoCloseable {
  private final String url;
  private final Connection connection;

  private ClickHouse(String url, Connection connection) {
    this.url = url;
    this.connection = connection;
  }

  /**
   * Connects and asks for an answer.
   *
   * @throws HeadgateException with DEPENDENCY_DOWN when there is none
   */
  public static ClickHouse open(Settings settings) {
    return open(settings.clickhouseUrl(), settings.clickhouseUser(), settings.clickhousePassword());
  }

  /**
   * Connects and asks for an answer.
   *
   * @param url {@code jdbc:clickhouse:http://host:port}
   */
  public static ClickHouse open(String url, String user, String password) {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    try {
      var clickHouse = new ClickHouse(url, DriverManager.getConnection(url, properties));
      clickHouse.execute("SELECT 1");
      return clickHouse;
    } catch (SQLException e) {
      throw failed(url, "connect", e);
    }
  }

  /** One value of a row of the answer. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement whose answer does not matter. */
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(url, firstLine(sql), e);
    }
  }

  /** All rows of a query; {@code ?} stand for the parameters. */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failed(url, firstLine(sql), e);
    }
  }

  private static HeadgateException failed(String url, String purpose, SQLException cause) {
    return ClickHouseFailure.of("do '" + purpose + "'", url, cause);
  }

  private static String firstLine(String sql) {
    return sql.lines().filter(line -> !line.startsWith("--")).findFirst().orElse("").strip();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(url, "close", e);
    }
  }
}
