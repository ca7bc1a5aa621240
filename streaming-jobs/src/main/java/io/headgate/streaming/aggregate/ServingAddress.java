package io.headgate.streaming.aggregate;

import static java.util.Objects.requireNonNull;

import com.clickhouse.client.api.Client;
import io.headgate.platform.job.Settings;
import java.io.Serializable;

/**
 * Where ClickHouse is and who enters; travels to the executors.
 *
 * @param url {@code jdbc:clickhouse:http://host:port}, or the part behind {@code jdbc:clickhouse:}
 * @param user ClickHouse user
 * @param password its password
 */
record ServingAddress(String url, String user, String password) implements Serializable {
  private static final String JDBC_PREFIX = "jdbc:clickhouse:";

  ServingAddress {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
  }

  static ServingAddress of(Settings settings) {
    return new ServingAddress(
        settings.clickhouseUrl(), settings.clickhouseUser(), settings.clickhousePassword());
  }

  Client connect() {
    return new Client.Builder()
        .addEndpoint(url.startsWith(JDBC_PREFIX) ? url.substring(JDBC_PREFIX.length()) : url)
        .setUsername(user)
        .setPassword(password)
        // An insert is acknowledged when its rows are in the table, not when they are in a buffer.
        .serverSetting("async_insert", "0")
        .serverSetting("date_time_input_format", "best_effort")
        .build();
  }

  @Override
  public String toString() {
    return "ServingAddress[url=%s, user=%s]".formatted(url, user);
  }
}
