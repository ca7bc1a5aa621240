package io.headgate.registry.metric;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Where the values of metrics are read, as an analyst.
 *
 * @param clickHouse {@code http://host:port}; recent and provisional windows
 * @param trino {@code jdbc:trino://host:port}, with a catalog {@code published}; history
 * @param recent how far back published windows are read from ClickHouse
 * @param timeLimit of one question to one store
 */
public record MetricStores(Login clickHouse, Login trino, Duration recent, Duration timeLimit) {
  public static final MetricStores NONE =
      new MetricStores(Login.NONE, Login.NONE, Duration.ofDays(2), Duration.ofSeconds(10));

  public MetricStores {
    requireNonNull(clickHouse);
    requireNonNull(trino);
    requireNonNull(recent);
    requireNonNull(timeLimit);
  }

  /**
   * A store and who enters it.
   *
   * @param url empty where there is no such store
   * @param password empty for none
   */
  public record Login(String url, String user, String password) {
    static final Login NONE = new Login("", "", "");

    public Login {
      requireNonNull(url);
      requireNonNull(user);
      requireNonNull(password);
    }

    boolean isConfigured() {
      return !url.isEmpty();
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Login[url=%s, user=%s]".formatted(url, user);
    }
  }
}
