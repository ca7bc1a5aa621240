package io.headgate.bench.load;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A constant load: sends what is due every 10 ms, on a thread of its own, until it is closed. Among
 * the events are probes, each with a site that no other event has, so that the row of its window
 * shows that this very event was counted.
 */
public final class PacedLoad implements AutoCloseable {
  private static final long PAUSE_MILLIS = 10;

  private final ClickProducer producer;
  private final long perSecond;
  private final long probeEvery;
  private final Clock clock;
  private final Map<String, Instant> probes = new ConcurrentHashMap<>();
  private final AtomicLong sent;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /**
   * Starts it.
   *
   * @param firstIndex index of its first event
   * @param probesPerSecond 0 for none
   */
  public PacedLoad(
      ClickProducer producer, long firstIndex, long perSecond, int probesPerSecond, Clock clock) {
    this.producer = producer;
    this.perSecond = perSecond;
    this.probeEvery = probesPerSecond == 0 ? Long.MAX_VALUE : perSecond / probesPerSecond;
    this.clock = clock;
    this.sent = new AtomicLong(firstIndex);
    this.thread = new Thread(() -> run(firstIndex), "load");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(long firstIndex) {
    long begun = System.nanoTime();
    try {
      while (!stopped) {
        long due = firstIndex + (System.nanoTime() - begun) * perSecond / 1_000_000_000L;
        // A load that has fallen behind would otherwise send all that is due before it stops.
        for (long index = sent.get(); index < due && !stopped; index++) {
          send(index);
          sent.set(index + 1);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void send(long index) {
    Instant now = clock.instant();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    if (index % probeEvery == 0) {
      String site = "probe-" + index;
      probes.put(site, now);
      producer.sendProbe(index, micros, site);
    } else {
      producer.send(index, micros);
    }
  }

  /** When each probe was sent, by its site. */
  public Map<String, Instant> probes() {
    return Map.copyOf(probes);
  }

  /** Counts from now on what is sent. */
  public Pace pace() {
    return new Pace();
  }

  /**
   * What is sent from one moment on; less than asked for where the machine has no room for more.
   */
  public final class Pace {
    private final long first = next();
    private final long begun = System.nanoTime();

    private Pace() {}

    /** Events per second until now. */
    public long perSecond() {
      return Math.round((next() - first) / ((System.nanoTime() - begun) / 1e9));
    }
  }

  /** Index after the last event sent. */
  public long next() {
    return sent.get();
  }

  @Override
  public void close() {
    stop();
    producer.close();
  }

  /** Sends no more; all that was sent is with the broker then. */
  public void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
