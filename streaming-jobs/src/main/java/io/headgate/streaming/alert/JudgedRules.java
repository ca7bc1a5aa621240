package io.headgate.streaming.alert;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.Aggregate;
import io.headgate.streaming.aggregate.AggregateWindow;
import io.headgate.streaming.source.LateEvents;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;

/** Which rules on an aggregate can be judged. */
final class JudgedRules {
  static final Duration LONGEST = Duration.ofDays(1);

  private final Aggregate aggregate;
  private final BucketSql sql;
  @Nullable private final LateEvents.Window window;

  JudgedRules(SparkSession session, Aggregate aggregate, BucketSql sql) {
    this.aggregate = aggregate;
    this.sql = sql;
    this.window = AggregateWindow.of(session, aggregate.sql()).orElse(null);
  }

  /** Why a rule is not among them, with a remedy; empty if it is. */
  Optional<String> refusal(AlertRule rule) {
    return reason(rule)
        .map(
            reason ->
                "Cannot judge alert rule %s on %s: %s."
                    .formatted(rule.id(), rule.metricName(), reason));
  }

  private Optional<String> reason(AlertRule rule) {
    String measure = rule.metricName().measure();
    if (sql.formula(measure).isEmpty()) {
      return Optional.of(
          sql.refusal(measure)
              + ". Take a measure of counts, sums, averages, minima and maxima, or have one added to the aggregate");
    }
    if (rule.windowSeconds() < BucketSql.BUCKET.toSeconds()
        || rule.windowSeconds() % BucketSql.BUCKET.toSeconds() != 0
        || rule.windowSeconds() > LONGEST.toSeconds()) {
      return Optional.of(
          "its window is %d seconds. Make it a multiple of %d, %d at most"
              .formatted(rule.windowSeconds(), BucketSql.BUCKET.toSeconds(), LONGEST.toSeconds()));
    }
    Set<String> unknown = new TreeSet<>(rule.dimensions().keySet());
    unknown.removeAll(aggregate.key());
    if (!unknown.isEmpty()) {
      return Optional.of(
          "the aggregate has no key columns %s. Name some of %s"
              .formatted(unknown, aggregate.key()));
    }
    if (rule.condition() == AlertCondition.Z_SCORE && !isOwnWindow(rule)) {
      return Optional.of(
          "a baseline is of the aggregate's own windows. Take their width as window_seconds");
    }
    return Optional.empty();
  }

  private boolean isOwnWindow(AlertRule rule) {
    long micros = TimeUnit.SECONDS.toMicros(rule.windowSeconds());
    return new LateEvents.Fixed(micros, micros, 0).equals(window);
  }
}
