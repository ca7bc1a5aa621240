package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.registry.gate.DeadLetterLimit;
import io.headgate.registry.metric.MetricStores;
import io.headgate.registry.metric.MetricStores.Login;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {
  private static final Map<String, String> COMPLETE =
      Map.of(
          "HEADGATE_REGISTRY_PORT", "17105",
          "HEADGATE_REGISTRY_JDBC_URL", "jdbc:postgresql://127.0.0.1:17102/headgate",
          "HEADGATE_REGISTRY_DB_USER", "headgate_registry",
          "HEADGATE_REGISTRY_DB_PASSWORD", "pw",
          "HEADGATE_REGISTRY_API_KEY", "0123456789abcdef");

  @Test
  void itListensOnLoopbackUnlessToldOtherwise() {
    RegistryConfig config = RegistryConfig.fromEnvironment(COMPLETE);

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(17105);
  }

  @Test
  void theLimitOfDeadLettersCanBeSet() {
    Map<String, String> environment = new HashMap<>(COMPLETE);
    assertThat(RegistryConfig.fromEnvironment(environment).deadLetters())
        .isEqualTo(new DeadLetterLimit(Duration.ofMinutes(10), 0.01, 100));

    environment.put("HEADGATE_REGISTRY_DEAD_LETTERS_WINDOW", "PT1H");
    environment.put("HEADGATE_REGISTRY_DEAD_LETTERS_SHARE", "0.2");
    environment.put("HEADGATE_REGISTRY_DEAD_LETTERS_ROWS", "7");
    assertThat(RegistryConfig.fromEnvironment(environment).deadLetters())
        .isEqualTo(new DeadLetterLimit(Duration.ofHours(1), 0.2, 7));

    environment.put("HEADGATE_REGISTRY_DEAD_LETTERS_SHARE", "20");
    assertThatThrownBy(() -> RegistryConfig.fromEnvironment(environment))
        .hasMessageContaining(
            "HEADGATE_REGISTRY_DEAD_LETTERS_SHARE is '20', and not a number from 0 to 1");
  }

  @Test
  void anybodyReadsWithinLimitsUnlessToldOtherwise() {
    Map<String, String> environment = new HashMap<>(COMPLETE);
    assertThat(RegistryConfig.fromEnvironment(environment).access())
        .isEqualTo(new AccessConfig(Role.READER, Rate.of(200), Rate.of(100), 256 << 10, 8 << 20));

    environment.put("HEADGATE_REGISTRY_ANONYMOUS_ROLE", "none");
    environment.put("HEADGATE_REGISTRY_RATE_PER_KEY", "0");
    environment.put("HEADGATE_REGISTRY_RATE_PER_ADDRESS", "7");
    environment.put("HEADGATE_REGISTRY_REQUEST_BYTES", "2048");
    environment.put("HEADGATE_REGISTRY_LARGE_REQUEST_BYTES", "4096");
    assertThat(RegistryConfig.fromEnvironment(environment).access())
        .isEqualTo(new AccessConfig(Role.ANYONE, new Rate(0, 0), new Rate(7, 35), 2048, 4096));

    environment.put("HEADGATE_REGISTRY_ANONYMOUS_ROLE", "operator");
    environment.put("HEADGATE_REGISTRY_RATE_PER_KEY", "fast");
    assertThatThrownBy(() -> RegistryConfig.fromEnvironment(environment))
        .hasMessageContaining(
            "HEADGATE_REGISTRY_ANONYMOUS_ROLE is 'operator', and not none or reader;"
                + " HEADGATE_REGISTRY_RATE_PER_KEY is 'fast', and not a whole number of requests per"
                + " second, or 0 for no limit");
  }

  @Test
  void metricsAreReadWhereItSays() {
    Map<String, String> environment = new HashMap<>(COMPLETE);
    assertThat(RegistryConfig.fromEnvironment(environment).metrics().recent())
        .isEqualTo(Duration.ofDays(2));

    environment.put("HEADGATE_REGISTRY_CLICKHOUSE_URL", "http://127.0.0.1:8123");
    environment.put("HEADGATE_REGISTRY_CLICKHOUSE_PASSWORD", "secret-of-the-analyst");
    environment.put("HEADGATE_REGISTRY_TRINO_URL", "jdbc:trino://127.0.0.1:8080");
    environment.put("HEADGATE_REGISTRY_METRICS_RECENT", "PT6H");
    environment.put("HEADGATE_REGISTRY_METRICS_TIMEOUT", "PT3S");
    MetricStores metrics = RegistryConfig.fromEnvironment(environment).metrics();
    assertThat(metrics)
        .isEqualTo(
            new MetricStores(
                new Login("http://127.0.0.1:8123", "analyst", "secret-of-the-analyst"),
                new Login("jdbc:trino://127.0.0.1:8080", "analyst", ""),
                Duration.ofHours(6),
                Duration.ofSeconds(3)));
    assertThat(metrics.toString()).doesNotContain("secret-of-the-analyst");

    environment.put("HEADGATE_REGISTRY_TRINO_URL", "http://127.0.0.1:8080");
    assertThatThrownBy(() -> RegistryConfig.fromEnvironment(environment))
        .hasMessageContaining(
            "HEADGATE_REGISTRY_TRINO_URL is 'http://127.0.0.1:8080', and not a JDBC address");
  }

  @Test
  void everyMistakeIsToldAtOnceAndNoSecretIsRepeated() {
    Map<String, String> environment = new HashMap<>(COMPLETE);
    environment.put("HEADGATE_REGISTRY_PORT", "99999");
    environment.put("HEADGATE_REGISTRY_JDBC_URL", "jdbc:mysql://x/y");
    environment.put("HEADGATE_REGISTRY_API_KEY", "tooshort");
    environment.put("HEADGATE_REGISTRY_SIGNING_SECRET", "asshort");
    environment.remove("HEADGATE_REGISTRY_DB_PASSWORD");

    assertThatThrownBy(() -> RegistryConfig.fromEnvironment(environment))
        .isInstanceOf(HeadgateException.class)
        .matches(e -> ((HeadgateException) e).exitCode() == ExitCode.BAD_CONFIGURATION)
        .hasMessage(
            "Cannot start the registry: HEADGATE_REGISTRY_PORT is '99999', which is no TCP port;"
                + " HEADGATE_REGISTRY_DB_PASSWORD is missing; HEADGATE_REGISTRY_SIGNING_SECRET must"
                + " have at least 16 characters; HEADGATE_REGISTRY_JDBC_URL must begin"
                + " with jdbc:postgresql:; HEADGATE_REGISTRY_API_KEY must have at least 16"
                + " characters. Set these environment variables.");
  }
}
