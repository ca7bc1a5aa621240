package io.headgate.registry;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.gate.DeadLetterLimit;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Settings of the service, from the environment.
 *
 * @param host address to listen on
 * @param port TCP port, 0 for any free one
 * @param jdbcUrl PostgreSQL database, owned by {@code dbUser}
 * @param apiKey the platform's own key, which may do everything
 * @param deadLetters when quarantined records are an incident
 * @param watchesSla whether it expects partitions as the schedules say, and tells of late ones
 * @param channels how teams are told of incidents
 * @param access who may do what without a key, and how much of it
 */
public record RegistryConfig(
    String host,
    int port,
    String jdbcUrl,
    String dbUser,
    String dbPassword,
    String apiKey,
    DeadLetterLimit deadLetters,
    boolean watchesSla,
    Channels channels,
    AccessConfig access) {
  private static final String PREFIX = "HEADGATE_REGISTRY_";
  private static final int SHORTEST_KEY = 16;

  private static final String PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

  /** With the usual limits; it watches no SLA and tells nobody. */
  public RegistryConfig(
      String host, int port, String jdbcUrl, String dbUser, String dbPassword, String apiKey) {
    this(
        host,
        port,
        jdbcUrl,
        dbUser,
        dbPassword,
        apiKey,
        DeadLetterLimit.DEFAULT,
        false,
        Channels.NONE,
        AccessConfig.DEFAULT);
  }

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
            required(environment, "API_KEY", mistakes),
            deadLetters(environment, mistakes),
            !environment.getOrDefault(PREFIX + "SLA_WATCH", "on").equals("off"),
            channels(environment, mistakes),
            AccessConfig.fromEnvironment(environment, mistakes));
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

  private static Channels channels(Map<String, String> environment, List<String> mistakes) {
    URI pagerDuty =
        parsed(
            environment,
            "PAGERDUTY_URL",
            URI.create(PAGERDUTY),
            URI::create,
            url -> url.getHost() != null,
            "an http address",
            mistakes);
    return Channels.parse(
        PREFIX + "CHANNELS",
        environment.getOrDefault(PREFIX + "CHANNELS", ""),
        pagerDuty,
        mistakes);
  }

  private static DeadLetterLimit deadLetters(
      Map<String, String> environment, List<String> mistakes) {
    DeadLetterLimit unset = DeadLetterLimit.DEFAULT;
    return new DeadLetterLimit(
        parsed(
            environment,
            "DEAD_LETTERS_WINDOW",
            unset.window(),
            Duration::parse,
            window -> window.toMinutes() >= 1,
            "a duration of a minute or more, such as PT10M",
            mistakes),
        parsed(
            environment,
            "DEAD_LETTERS_SHARE",
            unset.share(),
            Double::valueOf,
            share -> share >= 0 && share <= 1,
            "a number from 0 to 1",
            mistakes),
        parsed(
            environment,
            "DEAD_LETTERS_ROWS",
            unset.rows(),
            Long::valueOf,
            rows -> rows >= 0,
            "a whole number from 0",
            mistakes));
  }

  static <T> T parsed(
      Map<String, String> environment,
      String name,
      T unset,
      Function<String, T> parser,
      Predicate<T> allowed,
      String form,
      List<String> mistakes) {
    String text = environment.getOrDefault(PREFIX + name, "");
    if (text.isBlank()) {
      return unset;
    }
    try {
      T value = parser.apply(text);
      if (allowed.test(value)) {
        return value;
      }
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // Told below, like a value out of range.
    }
    mistakes.add(PREFIX + name + " is '" + text + "', and not " + form);
    return unset;
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
