package io.headgate.streaming.host;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry every few seconds where the hosted queries stand and how far they are behind,
 * on a thread of its own. It is told again what it missed, so nothing waits for it.
 */
final class QueryReporter implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryReporter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final RegistryClient registry;
  private final Supplier<KafkaLag> kafka;
  private final Map<String, Reported> queries = new ConcurrentSkipListMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread reporter = new Thread(task, "query-reporter");
            reporter.setDaemon(true);
            return reporter;
          });
  @Nullable private KafkaLag lag;
  private boolean registryDown;
  private boolean brokersDown;

  /**
   * @param registry a client without retries, since the next report comes soon
   * @param kafka opens the connection to the brokers
   */
  QueryReporter(RegistryClient registry, Supplier<KafkaLag> kafka) {
    this.registry = registry;
    this.kafka = kafka;
  }

  /** Reports from now on. */
  void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::report, INTERVAL.toMillis(), INTERVAL.toMillis(), MILLISECONDS);
  }

  /** Reports this query too, in place of an earlier one of its name. */
  void watch(Reported query) {
    queries.put(query.name(), query);
  }

  /** Something changed that is worth telling at once. */
  void wake() {
    try {
      thread.execute(this::report);
    } catch (RejectedExecutionException e) {
      LOG.debug("The reporter is closed; its last report tells the change.");
    }
  }

  /** Tells how the queries ended. */
  @Override
  public void close() {
    thread.execute(this::report);
    thread.shutdown();
    try {
      boolean unused = thread.awaitTermination(30, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forgetBrokers();
  }

  private synchronized void report() {
    boolean brokersAnswer = true;
    try {
      for (Reported query : List.copyOf(queries.values())) {
        List<PartitionLag> partitions = List.of();
        boolean last = query.isOver();
        if (brokersAnswer && !last && query.source() != null) {
          partitions = lag(query);
          brokersAnswer = partitions != null;
        }
        registry.putQuery(query.report(partitions == null ? List.of() : partitions));
        if (last) {
          queries.remove(query.name(), query);
        }
      }
      registryDown = false;
    } catch (HeadgateException e) {
      if (!registryDown) {
        LOG.warn("The registry is not told where the queries stand: {}", e.getMessage());
      }
      registryDown = true;
    } catch (RuntimeException e) {
      LOG.error("The report of the queries failed; it is tried again.", e);
    }
  }

  /** Null when the brokers do not say. */
  @Nullable
  private List<PartitionLag> lag(Reported query) {
    try {
      if (lag == null) {
        lag = kafka.get();
      }
      List<PartitionLag> partitions = lag.of(query.name(), query.source());
      brokersDown = false;
      return partitions;
    } catch (ExecutionException | KafkaException | IOException e) {
      if (!brokersDown) {
        LOG.warn("The lag of {} is not known: {}", query.name(), e.getMessage());
      }
      brokersDown = true;
      forgetBrokers();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void forgetBrokers() {
    if (lag != null) {
      lag.close();
    }
    lag = null;
  }
}
