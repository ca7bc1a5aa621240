package io.headgate.streaming.alert;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.job.HeadgateException;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.kafka.TopicFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.annotation.Nullable;

/** The rules on one aggregate: the query that keeps their buckets, and their judgement. */
public final class AggregateAlerts {
  private final StreamContext context;
  private final Aggregate aggregate;
  private final BucketSql sql;
  private final JudgedRules judged;
  private final String layout;
  private final Observations observations;
  private final DriverToken driver;
  private final WeeklyValues weeks;
  private final AlertedKeys alertedKeys;
  private final ToldSignals told;

  /** What was found once is not found again, so it waits here when a judgement fails half-way. */
  private final List<AlertSignal> untold = new ArrayList<>();

  private final ReadUntil readUntil = new ReadUntil();
  @Nullable private Observation observation;
  @Nullable private AlertStream stream;

  public AggregateAlerts(StreamContext context, Aggregate aggregate) {
    this.context = context;
    this.aggregate = aggregate;
    this.sql = BucketSql.analysed(context.session(), context.contract(), aggregate);
    this.judged = new JudgedRules(context.session(), aggregate, sql);
    this.layout = mark(aggregate.sql().strip() + aggregate.key());
    String base = "alert/" + context.contract().name() + "/" + aggregate.name();
    this.observations =
        new Observations(context, base, mark(layout + context.contract().delivery()));
    this.driver =
        new DriverToken(
            AlertStream.name(context.contract(), aggregate), context.file(base, "driver"));
    this.weeks = new WeeklyValues(aggregate);
    this.alertedKeys = new AlertedKeys(context.file(base, "alerted.json"));
    this.told = new ToldSignals(alertedKeys.read());
  }

  /** Why a rule cannot be judged; empty for one that can. */
  public Optional<String> refusal(AlertRule rule) {
    return judged.refusal(rule);
  }

  /** Begins to read, or goes on. */
  public StreamingQueryPlan begin() throws InterruptedException {
    observation = observations.begin();
    stream =
        new AlertStream(
            context,
            aggregate,
            place(observation),
            observation,
            observations.folder(observation),
            driver);
    return stream;
  }

  /** URI of the folder in which the query keeps how far it came. */
  public String checkpoint() {
    return stream.checkpointFolder();
  }

  /** Nothing is read any more, since there are no rules. */
  public void end() {
    told.retain(List.of());
    weeks.forgetBefore(Instant.MAX);
    alertedKeys.write(told.alerted());
    observations.end(observation);
  }

  /**
   * Judges rules; what they say is told by {@link #tell}, also when this fails.
   *
   * @param rules those that can be judged, all of this aggregate
   * @param brokers what the brokers said just now
   * @throws HeadgateException if some could not be judged; the others were
   */
  public void judge(List<AlertRule> rules, ClickHouse clickHouse, TopicFacts brokers) {
    observation = observations.alive(observation);
    JudgedTime time =
        new JudgedTime(
            context.clock().instant(), readUntil.of(stream, brokers), observation.since());
    told.retain(rules);
    weeks.forgetBefore(oldestCompared(rules, time));
    List<HeadgateException> failures = new ArrayList<>();
    rules.stream()
        .collect(groupingBy(AlertRule::window, TreeMap::new, toList()))
        .forEach(
            (window, same) -> {
              try {
                judge(same, window, clickHouse, time);
              } catch (HeadgateException e) {
                failures.add(e);
              }
            });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /** What rules have said since it was told last. */
  public List<AlertSignal> tell() {
    alertedKeys.keep(told.alerted());
    List<AlertSignal> signals = List.copyOf(untold);
    untold.clear();
    return signals;
  }

  /** Begin of the oldest window that may still be compared with weeks before; now for none. */
  private static Instant oldestCompared(List<AlertRule> rules, JudgedTime time) {
    return rules.stream()
        .filter(rule -> rule.condition() == AlertCondition.Z_SCORE)
        .map(rule -> time.oldest(rule.window()))
        .min(Comparator.naturalOrder())
        .orElse(time.now());
  }

  /** The registry has all signals: what has passed for good need not be known any more. */
  public void taken() {
    if (untold.isEmpty()) {
      alertedKeys.write(told.alerted());
    }
  }

  private void judge(
      List<AlertRule> rules, Duration window, ClickHouse clickHouse, JudgedTime time) {
    Instant from = time.loadedFrom(window);
    Map<Map<String, String>, Map<Instant, List<Double>>> buckets =
        new AlertBuckets(aggregate.name(), place(observation), sql.partials())
            .merged(clickHouse, rules.stream().map(AlertRule::dimensions).toList(), window, from);
    for (AlertRule rule : rules) {
      String measure = rule.metricName().measure();
      List<Verdict> verdicts =
          Judgement.of(
              rule,
              values(measure, buckets),
              told.alerted(rule),
              time,
              (key, start) -> weeks.of(clickHouse, measure, key, start));
      untold.addAll(told.tell(rule, verdicts, from, time.now()));
    }
  }

  private MetricValues values(
      String measure, Map<Map<String, String>, Map<Instant, List<Double>>> buckets) {
    MeasureFormula formula = sql.formula(measure).orElseThrow();
    Map<Map<String, String>, Map<Instant, Double>> values = new HashMap<>();
    buckets.forEach(
        (key, windows) -> {
          Map<Instant, Double> ofKey = new HashMap<>();
          windows.forEach((start, merged) -> ofKey.put(start, formula.value(merged)));
          values.put(key, ofKey);
        });
    Set<String> keyColumns = new HashSet<>(aggregate.key());
    return new MetricValues(keyColumns, values, formula.value(sql.nothing()));
  }

  /**
   * Each observation has buckets of its own, since a new one reads again what the last one read.
   */
  private String place(Observation of) {
    return layout + "/" + of.since().toEpochMilli();
  }

  private static String mark(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
