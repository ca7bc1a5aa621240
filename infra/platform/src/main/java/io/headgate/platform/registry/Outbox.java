package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ledger rows on their way to the registry. A row waits as a file until the registry has
 * acknowledged it, so that a registry that is down stops no stream and loses no row. Rows go out in
 * the order of their commits, by a thread of their own.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** The row itself is at fault. Any other refusal (key, unknown dataset) can be mended outside. */
  private static final Set<Integer> ROW_AT_FAULT = Set.of(400, 422);

  private final OutboxFolder folder;
  private final RegistryClient registry;
  private final ScheduledExecutorService courier =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ledger-outbox");
            thread.setDaemon(true);
            return thread;
          });
  private boolean holdUpTold;

  private Outbox(OutboxFolder folder, RegistryClient registry) {
    this.folder = folder;
    this.registry = requireNonNull(registry);
  }

  /**
   * Opens the outbox and begins to deliver what still waits in it.
   *
   * @param folder a folder on this machine, of this query alone, beside its checkpoint
   * @param registry a client without retries, since the outbox comes back by itself
   */
  public static Outbox open(URI folder, RegistryClient registry) {
    return open(OutboxFolder.at(folder), registry);
  }

  /** As {@link #open(URI, RegistryClient)}, wherever the folder is. */
  public static Outbox open(OutboxFolder folder, RegistryClient registry) {
    Outbox outbox = new Outbox(folder, registry);
    var unused =
        outbox.courier.scheduleWithFixedDelay(
            outbox::deliverOrLog, 0, PAUSE.toMillis(), MILLISECONDS);
    return outbox;
  }

  /** Takes a row. It is kept when this returns; the same row may be added again. */
  public void add(LedgerRow row) {
    folder.put(row);
    try {
      courier.execute(this::deliverOrLog);
    } catch (RejectedExecutionException e) {
      LOG.debug("The outbox is closed; the row waits for the next start.");
    }
  }

  /** Rows that the registry has not acknowledged. */
  public int waiting() {
    return folder.waiting().size();
  }

  /** Sends what waits, oldest first, up to the first row that the registry does not take now. */
  public synchronized void deliver() {
    for (String file : folder.waiting()) {
      try {
        registry.postLedger(folder.read(file));
        folder.remove(file);
      } catch (RegistryRefusedException e) {
        if (!ROW_AT_FAULT.contains(e.status())) {
          throw e;
        }
        LOG.error("Ledger row set aside as {}: {}", folder.setAside(file), e.getMessage());
      }
    }
  }

  /** Tries once more, then leaves the rest for the next start. */
  @Override
  public void close() {
    courier.shutdown();
    try {
      if (courier.awaitTermination(20, SECONDS)) {
        deliverOrLog();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void deliverOrLog() {
    try {
      deliver();
      if (holdUpTold) {
        LOG.info("The registry takes ledger rows again; all that waited are delivered.");
      }
      holdUpTold = false;
    } catch (HeadgateException e) {
      if (!holdUpTold) {
        LOG.warn("{} ledger rows wait in the outbox: {}", waiting(), e.getMessage());
      }
      holdUpTold = true;
    } catch (RuntimeException e) {
      LOG.error("Delivery of ledger rows failed; it is tried again.", e);
    }
  }
}
