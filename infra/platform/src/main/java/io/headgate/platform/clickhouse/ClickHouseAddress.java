package io.headgate.platform.clickhouse;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.Settings;
import java.io.Serializable;

/**
 * Where ClickHouse is and who enters; travels to the executors.
 *
 * @param url {@code jdbc:clickhouse:http://host:port}, or the part behind {@code jdbc:clickhouse:}
 * @param user ClickHouse user
 * @param password its password
 */
public record ClickHouseAddress(String url, String user, String password) implements Serializable {
  private static final String JDBC_PREFIX = "jdbc:clickhouse:";

  public ClickHouseAddress {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
  }

  public static ClickHouseAddress of(Settings settings) {
    return new ClickHouseAddress(
        settings.clickhouseUrl(), settings.clickhouseUser(), settings.clickhousePassword());
  }

  /** {@code http://host:port}. */
  String endpoint() {
    return url.startsWith(JDBC_PREFIX) ? url.substring(JDBC_PREFIX.length()) : url;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ClickHouseAddress[url=%s, user=%s]".formatted(url, user);
  }
}
