package io.headgate.gateway;

import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.http.ServiceEnvironment;
import java.util.Map;

/**
 * Settings of the service, from the environment.
 *
 * @param host address to listen on
 * @param port TCP port, 0 for any free one
 * @param bootstrapServers Kafka's
 * @param registryUrl for example {@code http://127.0.0.1:17105}
 * @param registryKey the gateway's own key to the registry, of role operator, as it looks up keys
 * @param quotas events a second of producers
 * @param bufferBytes what may wait for Kafka's acknowledgement
 * @param rememberedEvents ids by which events are known again
 * @param access how many requests, and how large ones
 */
public record GatewayConfig(
    String host,
    int port,
    String bootstrapServers,
    String registryUrl,
    String registryKey,
    Quotas quotas,
    long bufferBytes,
    int rememberedEvents,
    AccessConfig access) {
  public static final int DEFAULT_QUOTA = 10_000;
  public static final long DEFAULT_BUFFER = 32L << 20;
  public static final int DEFAULT_REMEMBERED = 500_000;

  /** Batches are few and large; whoever has no key has nothing to ask often. */
  public static final AccessConfig DEFAULT_ACCESS =
      new AccessConfig(Role.READER, Rate.of(1_000), Rate.of(50), 2 << 20, 2 << 20);

  /** With the usual limits. */
  public GatewayConfig(
      String host, int port, String bootstrapServers, String registryUrl, String registryKey) {
    this(
        host,
        port,
        bootstrapServers,
        registryUrl,
        registryKey,
        new Quotas(DEFAULT_QUOTA, Map.of()),
        DEFAULT_BUFFER,
        DEFAULT_REMEMBERED,
        DEFAULT_ACCESS);
  }

  /** Reads all settings and reports every mistake at once. */
  public static GatewayConfig fromEnvironment(Map<String, String> variables) {
    ServiceEnvironment environment =
        new ServiceEnvironment(GatewayService.NAME, "HEADGATE_GATEWAY_", variables);
    GatewayConfig config =
        new GatewayConfig(
            environment.get("HOST", "127.0.0.1"),
            environment.port("PORT"),
            environment.required("KAFKA"),
            environment.required("REGISTRY_URL"),
            environment.required("REGISTRY_API_KEY"),
            quotas(environment),
            environment.parsed(
                "BUFFER_BYTES",
                DEFAULT_BUFFER,
                Long::valueOf,
                bytes -> bytes >= 1 << 20 && bytes <= 1L << 30,
                "a number of bytes from 1 MiB to 1 GiB"),
            environment.parsed(
                "REMEMBERED_EVENTS",
                DEFAULT_REMEMBERED,
                Integer::valueOf,
                events -> events >= 0 && events <= 100_000_000,
                "a whole number from 0 to 100000000"),
            AccessConfig.fromEnvironment(environment, DEFAULT_ACCESS));
    environment.requireNoMistake();
    return config;
  }

  private static Quotas quotas(ServiceEnvironment environment) {
    return new Quotas(
        environment.parsed(
            "EVENTS_PER_SECOND",
            DEFAULT_QUOTA,
            Integer::valueOf,
            events -> events >= 0,
            "a whole number of events per second, or 0 for no limit"),
        environment.parsed(
            "QUOTAS",
            Map.of(),
            Quotas::parse,
            quotas -> true,
            "a list such as shop=20000,partner=500"));
  }
}
