package io.headgate.bench.faults;

import io.headgate.bench.load.BadClick;
import io.headgate.bench.load.ClickProducer;
import io.headgate.bench.load.ClickSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * The events of one scenario, the same in each of its runs: clicks, and in every hundred of them
 * two that are not valid, of all kinds in turn. Not thread-safe.
 */
final class Events implements AutoCloseable {
  private static final long START =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-01T06:00:00Z"));
  private static final long APART_MICROS = 1000;
  private static final long BAD_EVERY = 51;
  private static final long PAUSE_MILLIS = 20;

  private final String bootstrapServers;
  private final String topic;
  private ClickProducer producer;
  private long next;

  Events(String bootstrapServers, String topic, int partitions, ClickSource source, int schemaId) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.producer = open(partitions, source, schemaId, null);
  }

  private ClickProducer open(
      int partitions, ClickSource source, int schemaId, String transactionalId) {
    return ClickProducer.open(
        bootstrapServers, topic, partitions, source, schemaId, transactionalId);
  }

  /** Goes on with another schema, or over more partitions. */
  void reopen(int partitions, ClickSource source, int schemaId) {
    producer.close();
    producer = open(partitions, source, schemaId, null);
  }

  /** Sends so many more and waits until the broker has them. */
  void send(long count) {
    for (long until = next + count; next < until; next++) {
      sendNext();
    }
    producer.flush();
  }

  private void sendNext() {
    if (next % BAD_EVERY == 0) {
      BadClick[] kinds = BadClick.values();
      producer.sendBad(kinds[(int) (next / BAD_EVERY % kinds.length)], next, micros(next));
    } else {
      producer.send(next, micros(next));
    }
  }

  /** Leaves out so many events, which somebody else sends; the first of them. */
  long reserve(long count) {
    long first = next;
    next += count;
    return first;
  }

  /** When an event arrives, by its index, in microseconds since 1970. */
  static long micros(long index) {
    return START + index * APART_MICROS;
  }

  /** Sends so many valid ones in each of several transactions; every second one is aborted. */
  void sendTransactions(int transactions, long each, ClickSource source, int schemaId, int over) {
    try (ClickProducer transactional = open(over, source, schemaId, topic)) {
      for (int transaction = 0; transaction < transactions; transaction++) {
        transactional.sendTransaction(next, next + each, micros(next), transaction % 2 == 0);
        next += each;
      }
    }
  }

  /** Events so far. */
  long sent() {
    return next;
  }

  /**
   * Sends constantly on a thread of its own, until it is closed; nobody else may send meanwhile.
   */
  Flow flow(long perSecond) {
    return new Flow(perSecond);
  }

  /** A constant load. */
  final class Flow implements AutoCloseable {
    private final Thread thread;
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    private Flow(long perSecond) {
      thread = new Thread(() -> run(perSecond), "events");
      thread.setDaemon(true);
      thread.start();
    }

    private void run(long perSecond) {
      try {
        while (!stopped) {
          long due = next + Math.max(1, perSecond * PAUSE_MILLIS / 1000);
          while (next < due) {
            sendNext();
            next++;
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

    /** Sends no more; the broker has all of them then. */
    @Override
    public void close() {
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

  @Override
  public void close() {
    producer.close();
  }
}
