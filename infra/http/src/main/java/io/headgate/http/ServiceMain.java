package io.headgate.http;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service until SIGTERM. Exit codes as of every Headgate process: 2 for bad configuration, 5
 * when what it needs is down.
 */
public final class ServiceMain {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

  /** A service that runs; closing it finishes what is under way. */
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }

  private ServiceMain() {}

  /**
   * Starts it and waits.
   *
   * @param name for the log, for example {@code registry}
   */
  public static void run(String name, Supplier<? extends Running> start)
      throws InterruptedException {
    ServiceLog.configure();
    try {
      Running service = start.get();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, service), "stop"));
      new CountDownLatch(1).await();
    } catch (HeadgateException e) {
      LOG.error(e.getMessage());
      System.exit(e.exitCode().code());
    } catch (RuntimeException e) {
      LOG.error("The {} has a fault.", name, e);
      System.exit(ExitCode.BUG.code());
    }
  }

  private static void stop(String name, Running service) {
    service.close();
    LOG.info("The {} has stopped.", name);
    // Being told to stop is no failure, but a JVM that ends by a signal reports 143.
    Runtime.getRuntime().halt(ExitCode.DONE.code());
  }
}
