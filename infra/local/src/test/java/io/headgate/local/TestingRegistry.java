package io.headgate.local;

import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.time.Clock;

/** The registry service in this JVM, on a free port. */
public final class TestingRegistry {
  private TestingRegistry() {}

  /**
   * Starts it; the caller closes it.
   *
   * @param apiKey the key that may do everything
   */
  public static RegistryService start(TestingPostgres postgres, String apiKey) {
    return RegistryService.start(
        new RegistryConfig(
            "127.0.0.1",
            0,
            postgres.jdbcUrl(),
            TestingPostgres.REGISTRY_USER,
            postgres.registryPassword(),
            apiKey),
        Clock.systemUTC());
  }
}
