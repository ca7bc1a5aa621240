package io.headgate.platform.registry;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to maintain one table, renewed in the background until it is closed. When this process
 * is killed, the next maintainer gets it as soon as its time is over; when the registry does not
 * answer for so long, this one may not go on either, which {@link #requireHeld} tells.
 */
public final class TableLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLease.class);
  private static final int RENEWALS_PER_LENGTH = 4;

  private final RegistryClient registry;
  private final String dataset;
  private final String token = UUID.randomUUID().toString();
  private final Duration length;
  private final Timer renewals = new Timer("maintenance-lease", true);

  /** In {@link System#nanoTime}, from before the request was sent on. */
  private volatile long heldUntil;

  private volatile boolean lost;

  private TableLease(RegistryClient registry, String dataset, Duration length) {
    this.registry = registry;
    this.dataset = dataset;
    this.length = length;
  }

  /**
   * Takes the lease.
   *
   * @param job its name, for whoever asks next
   * @param length how long others wait when this process is killed
   * @throws HeadgateException with {@link ExitCode#NOT_READY} when another job has it
   */
  public static TableLease acquire(
      RegistryClient registry, String dataset, String job, Duration length) {
    TableLease lease = new TableLease(registry, dataset, length);
    long asked = System.nanoTime();
    try {
      registry.leases().acquire(dataset, lease.token, holder(job), length);
    } catch (RegistryRefusedException e) {
      lease.renewals.cancel();
      if (e.status() != 409) {
        throw e;
      }
      throw new HeadgateException(ExitCode.NOT_READY, e.getMessage(), e);
    }
    lease.heldUntil = asked + length.toNanos();
    long every = length.toMillis() / RENEWALS_PER_LENGTH;
    lease.renewals.schedule(
        new TimerTask() {
          @Override
          public void run() {
            lease.renew();
          }
        },
        every,
        every);
    return lease;
  }

  /**
   * To be called before each step that changes the table or removes a file.
   *
   * @throws HeadgateException with {@link ExitCode#NOT_READY} when somebody else may maintain it
   */
  public void requireHeld() {
    if (lost || System.nanoTime() - heldUntil >= 0) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot go on maintaining %s: its lease ran out after %s without renewal, and another job may have it. What was committed stays; run it again."
              .formatted(dataset, length));
    }
  }

  private void renew() {
    long asked = System.nanoTime();
    try {
      registry.leases().renew(dataset, token, length);
      heldUntil = asked + length.toNanos();
    } catch (RegistryRefusedException e) {
      lost = true;
      LOG.warn("lease lost dataset={} reason=\"{}\"", dataset, e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("lease not renewed dataset={} reason=\"{}\"", dataset, e.getMessage());
    }
  }

  private static String holder(String job) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "an unknown host";
    }
    return "%s, process %d on %s".formatted(job, ProcessHandle.current().pid(), host);
  }

  /** Gives it back; when that fails it runs out by itself, and the work is done all the same. */
  @Override
  public void close() {
    renewals.cancel();
    try {
      registry.leases().release(dataset, token);
    } catch (HeadgateException e) {
      LOG.warn("lease not released dataset={} reason=\"{}\"", dataset, e.getMessage());
    }
  }
}
