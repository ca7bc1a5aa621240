package io.headgate.registry;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the registry until SIGTERM. Exit codes as of every Headgate process: 2 for bad
 * configuration, 5 when PostgreSQL is down.
 */
public final class RegistryMain {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryMain.class);

  private RegistryMain() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      RegistryService service =
          RegistryService.start(RegistryConfig.fromEnvironment(System.getenv()), Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service), "stop"));
      new CountDownLatch(1).await();
    } catch (HeadgateException e) {
      LOG.error(e.getMessage());
      System.exit(e.exitCode().code());
    } catch (RuntimeException e) {
      LOG.error("The registry has a fault.", e);
      System.exit(ExitCode.BUG.code());
    }
  }

  private static void stop(RegistryService service) {
    service.close();
    LOG.info("The registry has stopped.");
    // Being told to stop is no failure, but a JVM that ends by a signal reports 143.
    Runtime.getRuntime().halt(ExitCode.DONE.code());
  }
}
