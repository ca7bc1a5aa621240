package io.headgate.registry;

import io.headgate.http.AccessConfig;
import io.headgate.http.ServiceEnvironment;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.alert.Signature;
import io.headgate.registry.gate.DeadLetterLimit;
import io.headgate.registry.metric.MetricStores;
import io.headgate.registry.metric.MetricStores.Login;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Settings of the service, from the environment.
 *
 * @param host address to listen on
 * @param port TCP port, 0 for any free one
 * @param jdbcUrl PostgreSQL database, owned by {@code dbUser}
 * @param apiKey the platform's own key, which may do everything
 * @param deadLetters when quarantined records are an incident
 * @param watchesSla whether it expects partitions as the schedules say, and tells of late ones
 * @param channels how teams are told of incidents and alerts
 * @param access who may do what without a key, and how much of it
 * @param metrics where the values of metrics are read
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
    AccessConfig access,
    MetricStores metrics) {
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
        AccessConfig.DEFAULT,
        MetricStores.NONE);
  }

  /** The same, and metrics are read from there. */
  public RegistryConfig reading(MetricStores stores) {
    return new RegistryConfig(
        host,
        port,
        jdbcUrl,
        dbUser,
        dbPassword,
        apiKey,
        deadLetters,
        watchesSla,
        channels,
        access,
        stores);
  }

  /** Reads all settings and reports every mistake at once. */
  public static RegistryConfig fromEnvironment(Map<String, String> variables) {
    ServiceEnvironment environment =
        new ServiceEnvironment(RegistryService.NAME, "HEADGATE_REGISTRY_", variables);
    RegistryConfig config =
        new RegistryConfig(
            environment.get("HOST", "127.0.0.1"),
            environment.port("PORT"),
            environment.required("JDBC_URL"),
            environment.required("DB_USER"),
            environment.required("DB_PASSWORD"),
            environment.required("API_KEY"),
            deadLetters(environment),
            !environment.get("SLA_WATCH", "on").equals("off"),
            channels(environment),
            AccessConfig.fromEnvironment(environment, AccessConfig.DEFAULT),
            metrics(environment));
    if (!config.jdbcUrl().isEmpty() && !config.jdbcUrl().startsWith("jdbc:postgresql:")) {
      environment.mistake("JDBC_URL", "must begin with jdbc:postgresql:");
    }
    if (!config.apiKey().isEmpty() && config.apiKey().length() < SHORTEST_KEY) {
      environment.mistake("API_KEY", "must have at least " + SHORTEST_KEY + " characters");
    }
    environment.requireNoMistake();
    return config;
  }

  private static Channels channels(ServiceEnvironment environment) {
    URI pagerDuty =
        environment.parsed(
            "PAGERDUTY_URL",
            URI.create(PAGERDUTY),
            URI::create,
            url -> url.getHost() != null,
            "an http address");
    return Channels.parse(
            environment.nameOf("CHANNELS"),
            environment.get("CHANNELS", ""),
            pagerDuty,
            environment.mistakes())
        .with(new Signature(signingSecret(environment)));
  }

  private static String signingSecret(ServiceEnvironment environment) {
    String secret = environment.get("SIGNING_SECRET", "");
    if (!secret.isEmpty() && secret.length() < SHORTEST_KEY) {
      environment.mistake("SIGNING_SECRET", "must have at least " + SHORTEST_KEY + " characters");
    }
    return secret;
  }

  private static MetricStores metrics(ServiceEnvironment environment) {
    MetricStores unset = MetricStores.NONE;
    return new MetricStores(
        login(environment, "CLICKHOUSE", "http", "an http address"),
        login(environment, "TRINO", "jdbc:trino:", "a JDBC address such as jdbc:trino://host:8080"),
        environment.parsed(
            "METRICS_RECENT",
            unset.recent(),
            Duration::parse,
            recent -> !recent.isNegative(),
            "a duration such as P2D"),
        environment.parsed(
            "METRICS_TIMEOUT",
            unset.timeLimit(),
            Duration::parse,
            limit -> limit.toSeconds() >= 1 && limit.toMinutes() <= 10,
            "a duration from PT1S to PT10M"));
  }

  private static Login login(
      ServiceEnvironment environment, String store, String prefix, String form) {
    return new Login(
        environment.parsed(
            store + "_URL", "", Function.identity(), url -> url.startsWith(prefix), form),
        environment.get(store + "_USER", "analyst"),
        environment.get(store + "_PASSWORD", ""));
  }

  private static DeadLetterLimit deadLetters(ServiceEnvironment environment) {
    DeadLetterLimit unset = DeadLetterLimit.DEFAULT;
    return new DeadLetterLimit(
        environment.parsed(
            "DEAD_LETTERS_WINDOW",
            unset.window(),
            Duration::parse,
            window -> window.toMinutes() >= 1,
            "a duration of a minute or more, such as PT10M"),
        environment.parsed(
            "DEAD_LETTERS_SHARE",
            unset.share(),
            Double::valueOf,
            share -> share >= 0 && share <= 1,
            "a number from 0 to 1"),
        environment.parsed(
            "DEAD_LETTERS_ROWS",
            unset.rows(),
            Long::valueOf,
            rows -> rows >= 0,
            "a whole number from 0"));
  }
}
