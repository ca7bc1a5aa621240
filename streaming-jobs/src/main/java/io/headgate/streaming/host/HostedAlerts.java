package io.headgate.streaming.host;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.apply.AlertBucketTable;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.alert.AggregateAlerts;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.stage.TopicPartitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the alert rules of a pipeline every few seconds, on a thread of its own. Rules are asked
 * for each time, so a change needs no restart. An aggregate has a query while it has rules that can
 * be judged.
 */
final class HostedAlerts implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(HostedAlerts.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StreamContext context;
  private final QueryReporter reporter;
  private final RegistryClient registry;
  private final SignalQueue signals;
  private final RefusedRules refused;
  private final Map<String, AggregateAlerts> alerts = new TreeMap<>();
  private final Map<String, HostedQuery> queries = new ConcurrentSkipListMap<>();
  private final Map<String, String> troubles = new TreeMap<>();
  private final ScheduledExecutorService thread;
  private List<AlertRule> rules = List.of();
  private boolean closing;

  HostedAlerts(StreamContext context, QueryReporter reporter) {
    this.context = context;
    this.reporter = reporter;
    this.registry = RegistryClient.of(context.settings()).withoutRetries();
    this.signals = new SignalQueue(registry.alerts());
    this.refused = new RefusedRules(registry.incidents(), context.contract().name());
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread judge = new Thread(task, "alerts:" + context.contract().name());
              judge.setDaemon(true);
              return judge;
            });
  }

  /** Fails when something that every rule needs is not there. */
  void check() {
    if (context.contract().aggregates().isEmpty()) {
      return;
    }
    TopicPartitions.ofSources(
        context.settings().kafkaBootstrapServers(), context.contract().sources());
    try (ClickHouse clickHouse = ClickHouse.open(context.settings())) {
      AlertBucketTable.create(clickHouse);
    }
  }

  void start() {
    var unused = thread.scheduleWithFixedDelay(this::judge, 0, INTERVAL.toMillis(), MILLISECONDS);
  }

  /** Those that run now. */
  List<HostedQuery> queries() {
    return List.copyOf(queries.values());
  }

  private void judge() {
    attempt("read its rules", () -> rules = registry.alerts().enabled(context.contract().name()));
    Map<AlertRule, String> reasons = new LinkedHashMap<>();
    rules.stream()
        .filter(rule -> !hasAggregate(rule.metricName().table()))
        .forEach(rule -> reasons.put(rule, withoutAggregate(rule)));
    for (Aggregate aggregate : context.contract().aggregates()) {
      attempt("judge the rules on " + aggregate.name(), () -> judge(aggregate, reasons));
    }
    attempt("tell what its rules say", this::send);
    attempt("tell which rules are not judged", () -> refused.tell(reasons));
  }

  private boolean hasAggregate(String name) {
    return context.contract().aggregates().stream()
        .anyMatch(aggregate -> aggregate.name().equals(name));
  }

  private String withoutAggregate(AlertRule rule) {
    return "Cannot judge alert rule %s on %s: the contract of %s has no aggregate %s. Delete the rule, or have the aggregate back."
        .formatted(
            rule.id(), rule.metricName(), context.contract().name(), rule.metricName().table());
  }

  private void judge(Aggregate aggregate, Map<AlertRule, String> reasons)
      throws InterruptedException {
    List<AlertRule> judged = new ArrayList<>();
    for (AlertRule rule : rules) {
      if (rule.metricName().table().equals(aggregate.name())) {
        alerts(aggregate)
            .refusal(rule)
            .ifPresentOrElse(reason -> reasons.put(rule, reason), () -> judged.add(rule));
      }
    }
    HostedQuery query = queries.get(aggregate.name());
    if (judged.isEmpty()) {
      if (query != null) {
        query.close();
        queries.remove(aggregate.name());
        alerts(aggregate).end();
      }
    } else if (query == null) {
      begin(aggregate);
    } else if (query.standing().state() == QueryState.RUNNING) {
      TopicFacts brokers =
          TopicFacts.of(
              context.settings().kafkaBootstrapServers(),
              context.contract().sources().stream().map(Source::topic).toList(),
              context.clock());
      try (ClickHouse clickHouse = ClickHouse.open(context.settings())) {
        alerts(aggregate).judge(judged, clickHouse, brokers);
      }
    }
  }

  private void send() {
    alerts.values().forEach(judged -> signals.add(judged.tell()));
    signals.send();
    alerts.values().forEach(AggregateAlerts::taken);
  }

  private void begin(Aggregate aggregate) throws InterruptedException {
    AggregateAlerts begun = alerts(aggregate);
    HostedQuery query =
        new HostedQuery(
            begun.begin(),
            null,
            QuerySource.of(context.contract(), begun.checkpoint()),
            context.clock(),
            reporter);
    startUnlessClosing(aggregate, query);
  }

  /** A judgement that outlasts the patience of {@link #close} must not leave a query behind. */
  private synchronized void startUnlessClosing(Aggregate aggregate, HostedQuery query) {
    if (!closing) {
      queries.put(aggregate.name(), query);
      query.start();
    }
  }

  private AggregateAlerts alerts(Aggregate aggregate) {
    return alerts.computeIfAbsent(
        aggregate.name(), name -> new AggregateAlerts(context, aggregate));
  }

  private interface Attempt {
    void run() throws InterruptedException;
  }

  /** What fails is tried again at the next turn, and told once. */
  private void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
      if (troubles.remove(what) != null) {
        LOG.info("pipeline={} can {} again", context.contract().name(), what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (HeadgateException e) {
      trouble(what, e);
    } catch (RuntimeException e) {
      if (trouble(what, e)) {
        LOG.error("pipeline={} cannot {}", context.contract().name(), what, e);
      }
    }
  }

  private boolean trouble(String what, RuntimeException thrown) {
    String message = Failure.of(thrown).message();
    boolean isNew = !message.equals(troubles.put(what, message));
    if (isNew) {
      LOG.warn(
          "pipeline={} cannot {}; it is tried again: {}", context.contract().name(), what, message);
    }
    return isNew;
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toSeconds(), SECONDS)) {
        // It waits for a component; what it has not told it tells after the next start.
        thread.shutdownNow();
        if (!thread.awaitTermination(PATIENCE.toSeconds(), SECONDS)) {
          LOG.warn("pipeline={} still judges its rules", context.contract().name());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Stoppable.closeAll(queries());
  }
}
