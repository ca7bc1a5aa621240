package io.headgate.platform.reference;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.Settings;
import java.util.HashMap;
import java.util.Map;

/**
 * The relational database that references come from.
 *
 * @param url JDBC URL
 * @param user its user
 * @param password and password
 */
public record JdbcSource(String url, String user, String password) {
  public JdbcSource {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
  }

  /** As the settings name it. */
  public static JdbcSource of(Settings settings) {
    return new JdbcSource(
        settings.referenceJdbcUrl(), settings.referenceUser(), settings.referencePassword());
  }

  /** What Spark's source needs to read a table in one query, and so at one point in time. */
  Map<String, String> options(String table) {
    Map<String, String> options = new HashMap<>();
    options.put("url", url);
    options.put("dbtable", table);
    options.put("user", user);
    options.put("password", password);
    if (url.startsWith("jdbc:postgresql:")) {
      // Found by name: the driver manager does not see into the jar of a submitted job.
      options.put("driver", "org.postgresql.Driver");
    }
    return options;
  }

  /** Without parameters, which may be secrets. */
  @Override
  public String toString() {
    return url.replaceAll("\\?.*", "");
  }
}
