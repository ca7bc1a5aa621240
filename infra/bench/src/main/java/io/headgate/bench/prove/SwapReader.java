package io.headgate.bench.prove;

import io.headgate.bench.prove.HourSource.Hour;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Asks a store again and again while its partitions are swapped. Events only ever come, so what an
 * hour had once it must have in every answer after: an hour that is gone, has fewer clicks or fewer
 * sites, or lacks a site though all its first events are long there, is half a partition; one with
 * a site twice, or more clicks than were sent, is doubled.
 */
final class SwapReader implements AutoCloseable {
  private static final int SHOWN = 20;

  private final HourSource source;
  private final long pauseMillis;
  private final Expected expected;
  private final Map<Instant, Hour> seen = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Thread thread;
  private long reads;
  private long changes;
  private long found;
  private volatile boolean stopped;

  /**
   * What an hour may have.
   *
   * @param sites that it must have from its first answer on; 0 where it is still being sent
   * @param mostClicks that were sent until now
   */
  record Expected(ToLongFunction<Instant> sites, ToLongFunction<Instant> mostClicks) {}

  SwapReader(HourSource source, long pauseMillis, Expected expected) {
    this.source = source;
    this.pauseMillis = pauseMillis;
    this.expected = expected;
    this.thread = new Thread(this::run, "reader-" + source.name());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        readOnce();
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOnce() {
    try {
      look(source.read());
    } catch (Exception e) {
      find("error: " + e);
    }
  }

  private synchronized void look(Map<Instant, Hour> answer) {
    reads++;
    boolean changed = false;
    for (Map.Entry<Instant, Hour> before : seen.entrySet()) {
      Hour now = answer.get(before.getKey());
      if (now == null) {
        find("%s is gone".formatted(before.getKey()));
      } else if (now.clicks() < before.getValue().clicks()
          || now.sites() < before.getValue().sites()) {
        find("%s had %s and has %s".formatted(before.getKey(), before.getValue(), now));
      }
    }
    for (Map.Entry<Instant, Hour> each : answer.entrySet()) {
      Hour hour = each.getValue();
      if (hour.rows() != hour.sites()) {
        find("%s has a site twice: %s".formatted(each.getKey(), hour));
      }
      if (hour.sites() < expected.sites().applyAsLong(each.getKey())) {
        find("%s is half: %s".formatted(each.getKey(), hour));
      }
      if (hour.clicks() > expected.mostClicks().applyAsLong(each.getKey())) {
        find("%s has more clicks than were sent: %s".formatted(each.getKey(), hour));
      }
      changed |= !hour.equals(seen.put(each.getKey(), hour));
    }
    changes += changed ? 1 : 0;
  }

  private synchronized void find(String what) {
    found++;
    if (findings.size() < SHOWN) {
      findings.add(source.name() + ": " + what);
    }
  }

  /** Answers so far. */
  synchronized long reads() {
    return reads;
  }

  /** Answers that differed from the one before, the first one too. */
  synchronized long changes() {
    return changes;
  }

  /** How many findings there were. */
  synchronized long found() {
    return found;
  }

  /** The first of them. */
  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  String name() {
    return source.name();
  }

  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
