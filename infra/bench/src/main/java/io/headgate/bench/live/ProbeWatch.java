package io.headgate.bench.live;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When probes become visible. A probe is an event with a site of its own, so its window has a row
 * of its own, and a reader that finds the row in {@code serving} with FINAL sees that very event.
 * The table is read again and again; a probe counts as visible when the answer that first has it
 * has come, so each latency is too long by at most the gap between two answers.
 */
public final class ProbeWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Connection clickHouse;
  private final String sql;
  private final Clock clock;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final List<Duration> gaps = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile SQLException failure;

  /** Begins to watch. */
  public ProbeWatch(Connection clickHouse, String table, Clock clock) {
    this.clickHouse = clickHouse;
    this.sql =
        "SELECT site FROM %s FINAL WHERE window_start > now() - INTERVAL 5 MINUTE AND startsWith(site, 'probe-')"
            .formatted(table);
    this.clock = clock;
    this.thread = new Thread(this::run, "probe-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Instant last = clock.instant();
    try (Statement statement = clickHouse.createStatement()) {
      while (!stopped) {
        List<String> sites = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
          while (rows.next()) {
            sites.add(rows.getString(1));
          }
        }
        Instant answered = clock.instant();
        sites.forEach(site -> seen.putIfAbsent(site, answered));
        synchronized (gaps) {
          gaps.add(Duration.between(last, answered));
        }
        last = answered;
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When each probe was first seen. */
  public Map<String, Instant> seen() {
    return Map.copyOf(seen);
  }

  /** Times between two answers, which is how finely it sees. */
  public List<Duration> gaps() {
    synchronized (gaps) {
      return List.copyOf(gaps);
    }
  }

  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clickHouse.close();
    if (failure != null) {
      throw failure;
    }
  }
}
