package io.headgate.checks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Values of the run's partitions, and of the published ones on the days before, for the checks that
 * compare the two. An hour is compared with the same hour of other days.
 */
final class History {
  private static final String OURS = "_ours";

  private final RunWindow window;
  private final List<Check.MovingAverage> checks;
  private final Map<Instant, Row> ours = new HashMap<>();
  private final Map<Instant, Row> published = new HashMap<>();

  private History(RunWindow window, List<Check.MovingAverage> checks) {
    this.window = window;
    this.checks = checks;
  }

  /** Reads all values by one query; by none when no check compares. */
  static History of(
      List<Check> all, RunWindow window, Dataset<Row> rows, Optional<Dataset<Row>> published) {
    List<Check.MovingAverage> checks =
        all.stream()
            .filter(Check.MovingAverage.class::isInstance)
            .map(Check.MovingAverage.class::cast)
            .toList();
    History history = new History(window, checks);
    if (!checks.isEmpty()) {
      history.read(rows, published);
    }
    return history;
  }

  private void read(Dataset<Row> rows, Optional<Dataset<Row>> before) {
    int days = checks.stream().mapToInt(Check.MovingAverage::days).max().orElseThrow();
    Dataset<Row> both = rows.withColumn(OURS, lit(true));
    if (before.isPresent()) {
      Dataset<Row> earlier =
          before
              .get()
              .where(col("window_start").geq(lit(window.start().minus(Duration.ofDays(days)))))
              .where(col("window_start").lt(lit(window.end())));
      both = both.unionByName(earlier.withColumn(OURS, lit(false)), true);
    }
    List<Column> values =
        IntStream.range(0, checks.size())
            .mapToObj(i -> expr(checks.get(i).expression()).cast("double").as("_value_" + i))
            .toList();
    // A handful of days of a rollup: one task is done before several have shuffled.
    both.coalesce(1)
        .groupBy("window_start", OURS)
        .agg(values.get(0), values.subList(1, values.size()).toArray(Column[]::new))
        .collectAsList()
        .forEach(
            row ->
                (row.<Boolean>getAs(OURS) ? ours : published)
                    .put(row.<Instant>getAs("window_start"), row));
  }

  /** Fails when one of the run's partitions fails; not applicable when none can be judged. */
  CheckResult judge(Check.MovingAverage check) {
    List<String> passed = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    List<String> tooYoung = new ArrayList<>();
    for (Instant start : window.partitionStarts()) {
      String partition = window.grain().partitionKey(start);
      double[] earlier = earlier(check, start);
      if (earlier.length < check.minimumDays()) {
        tooYoung.add(
            "%s has %d published days before it, and %d are needed"
                .formatted(partition, earlier.length, check.minimumDays()));
        continue;
      }
      double average =
          IntStream.range(0, earlier.length).mapToDouble(i -> earlier[i]).average().orElse(0);
      double value = value(check, ours.get(start));
      // Nothing against nothing is what was expected.
      double ratio = value == average ? 1 : value / average;
      boolean accepted = ratio >= check.minimumRatio() && ratio <= check.maximumRatio();
      (accepted ? passed : failed)
          .add(
              "%s of %s is %s, %s times the average %s of %d published days"
                  .formatted(
                      check.expression(),
                      partition,
                      number(value),
                      number(ratio),
                      number(average),
                      earlier.length));
    }
    if (!failed.isEmpty()) {
      return result(check, Outcome.FAILED, failed);
    }
    return passed.isEmpty()
        ? new CheckResult(
            check.name(), Outcome.NOT_APPLICABLE, check.weight(), String.join("; ", tooYoung))
        : result(check, Outcome.PASSED, passed);
  }

  private static CheckResult result(
      Check.MovingAverage check, Outcome outcome, List<String> details) {
    return new CheckResult(
        check.name(),
        outcome,
        check.weight(),
        "%s; accepted are %s to %s times"
            .formatted(
                String.join("; ", details),
                number(check.minimumRatio()),
                number(check.maximumRatio())));
  }

  private double[] earlier(Check.MovingAverage check, Instant start) {
    return IntStream.rangeClosed(1, check.days())
        .mapToObj(days -> published.get(start.minus(Duration.ofDays(days))))
        .filter(row -> row != null)
        .mapToDouble(row -> value(check, row))
        .toArray();
  }

  /** A partition without rows, or whose rows have no value, counts as 0. */
  private double value(Check.MovingAverage check, Row row) {
    String column = "_value_" + checks.indexOf(check);
    return row == null || row.isNullAt(row.fieldIndex(column)) ? 0 : row.<Double>getAs(column);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }
}
