package io.headgate.registry;

import io.headgate.http.ServiceMain;
import java.time.Clock;

/** Runs the registry until SIGTERM. */
public final class RegistryMain {
  private RegistryMain() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        RegistryService.NAME,
        () ->
            RegistryService.start(
                RegistryConfig.fromEnvironment(System.getenv()), Clock.systemUTC()));
  }
}
