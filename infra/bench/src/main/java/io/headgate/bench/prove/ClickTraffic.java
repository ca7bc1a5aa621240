package io.headgate.bench.prove;

import io.headgate.bench.load.ClickProducer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Clicks on a clock that runs fast: a first day that is sent whole, and then live ones, of which
 * some are hours late. Tells how many of each hour were sent.
 */
final class ClickTraffic implements AutoCloseable {
  /** Start of the day that is sent whole; live events are of the next one. */
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  static final int SITES = 20;
  static final Instant LIVE = START.plus(1, ChronoUnit.DAYS);

  private static final int HOURS = 48;

  // Where the clock stands still when all takes longer.
  private static final Instant LAST = LIVE.plus(Duration.ofHours(24)).minusSeconds(60);
  private static final long PER_DAY_HOUR = 2000;
  private static final long PAUSE_MILLIS = 50;
  private static final int LATE_EVERY = 50;

  // Each late hour is made again on each level; more than a few, and no round of two cores ends.
  private static final int LATE_HOURS = 4;

  private final ClickProducer producer;
  private final Random dice;
  private final AtomicLongArray sent = new AtomicLongArray(HOURS);
  private final long perSecond;
  private final double speed;
  private final Thread thread;
  private long next;
  private volatile Instant clock = LIVE;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /**
   * Opens it; nothing is sent yet.
   *
   * @param perSecond live events per second of this machine's time
   * @param speed seconds of the events' time in one of this machine's
   */
  ClickTraffic(ClickProducer producer, long seed, long perSecond, double speed) {
    this.producer = producer;
    this.dice = new Random(seed);
    this.perSecond = perSecond;
    this.speed = speed;
    this.thread = new Thread(this::run, "traffic");
    thread.setDaemon(true);
  }

  /** Sends the first day. */
  void sendFirstDay() {
    for (int hour = 0; hour < 24; hour++) {
      for (long i = 0; i < PER_DAY_HOUR; i++) {
        // No event is earlier than 30 s before it arrives, and none is to be of the hour before.
        send(
            START
                .plus(Duration.ofHours(hour))
                .plusSeconds(31)
                .plusMillis(i * 3_500_000 / PER_DAY_HOUR));
      }
    }
    producer.flush();
  }

  /** Live events begin. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      long begun = System.nanoTime();
      long live = 0;
      while (!stopped) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        Instant now = LIVE.plusSeconds(31).plusMillis((long) (1000 * speed * seconds));
        clock = now.isBefore(LAST) ? now : LAST;
        for (long due = (long) (perSecond * seconds); live < due; live++) {
          send(live % LATE_EVERY == 0 ? late() : clock);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Any time of the first day's last hours. */
  private Instant late() {
    return LIVE.minus(Duration.ofHours(1L + dice.nextInt(LATE_HOURS)))
        .plusSeconds(31 + (long) dice.nextInt(3500));
  }

  /** Counted before it is sent, for all hours that it may fall into. */
  private void send(Instant arrives) {
    count(arrives);
    if (hour(arrives) != hour(arrives.minusSeconds(30))) {
      count(arrives.minusSeconds(30));
    }
    producer.send(next++, ChronoUnit.MICROS.between(Instant.EPOCH, arrives));
  }

  private void count(Instant at) {
    long unused = sent.incrementAndGet(hour(at));
  }

  private static int hour(Instant at) {
    return (int) Math.min(HOURS - 1, ChronoUnit.HOURS.between(START, at));
  }

  /** Events of an hour that were sent so far, and a few that may be of the next one. */
  long sent(Instant hour) {
    return sent.get(hour(hour));
  }

  /** All events so far. */
  long total() {
    return next;
  }

  /** Time of the events. */
  Instant clock() {
    return clock;
  }

  /** Sends no more; the broker has all. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    stopped = true;
    producer.close();
  }
}
