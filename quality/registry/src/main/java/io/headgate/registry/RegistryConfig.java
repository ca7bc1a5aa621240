package io.headgate.registry;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings of the service, from the environment.
 *
 * @param host address to listen on
 * @param port TCP port, 0 for any free one
 * @param jdbcUrl PostgreSQL database, owned by {@code dbUser}
 * @param apiKey what callers must present to change something
 */
public record RegistryConfig(
    String host, int port, String jdbcUrl, String dbUser, String dbPassword, String apiKey) {
  private static final String PREFIX = "HEADGATE_REGISTRY_";
  private static final int SHORTEST_KEY = 16;

  /** Reads all settings and reports every mistake at once. */
  public static RegistryConfig fromEnvironment(Map<String, String> environment) {
    List<String> mistakes = new ArrayList<>();
    RegistryConfig config =
        new RegistryConfig(
            environment.getOrDefault(PREFIX + "HOST", "127.0.0.1"),
            port(required(environment, "PORT", mistakes), mistakes),
            required(environment, "JDBC_URL", mistakes),
            required(environment, "DB_USER", mistakes),
            required(environment, "DB_PASSWORD", mistakes),
            required(environment, "API_KEY", mistakes));
    if (!config.jdbcUrl().isEmpty() && !config.jdbcUrl().startsWith("jdbc:postgresql:")) {
      mistakes.add(PREFIX + "JDBC_URL must begin with jdbc:postgresql:");
    }
    if (!config.apiKey().isEmpty() && config.apiKey().length() < SHORTEST_KEY) {
      mistakes.add(PREFIX + "API_KEY must have at least " + SHORTEST_KEY + " characters");
    }
    if (!mistakes.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot start the registry: "
              + String.join("; ", mistakes)
              + ". Set these environment variables.");
    }
    return config;
  }

  private static String required(
      Map<String, String> environment, String name, List<String> mistakes) {
    String value = environment.getOrDefault(PREFIX + name, "");
    if (value.isBlank()) {
      mistakes.add(PREFIX + name + " is missing");
    }
    return value;
  }

  private static int port(String text, List<String> mistakes) {
    if (text.isBlank()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    mistakes.add(PREFIX + "PORT is '" + text + "', which is no TCP port");
    return 0;
  }
}
