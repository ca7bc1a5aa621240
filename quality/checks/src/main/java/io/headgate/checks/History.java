package io.headgate.checks;

import static io.headgate.checks.DayByDay.number;
import static org.apache.spark.sql.functions.expr;

import io.headgate.checks.DayByDay.Finding;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Values of the run's partitions, and of the published ones on the days before, for the checks that
 * compare one value with its average.
 */
final class History {
  private final CheckedRows checked;
  private final RunWindow window;
  private final List<Check.Comparison> checks;
  private final Map<Instant, Row> ours = new HashMap<>();
  private final Map<Instant, Row> published = new HashMap<>();

  private History(CheckedRows checked, List<Check.Comparison> checks) {
    this.checked = checked;
    this.window = checked.window();
    this.checks = checks;
  }

  /** Reads all values by one query; by none when no check compares values. */
  static History of(List<Check> all, CheckedRows checked) {
    List<Check.Comparison> checks =
        all.stream()
            .filter(Check.Comparison.class::isInstance)
            .map(Check.Comparison.class::cast)
            .filter(check -> !(check instanceof Check.Distribution))
            .toList();
    History history = new History(checked, checks);
    if (!checks.isEmpty()) {
      history.read(ComparedRows.of(checks, checked));
    }
    return history;
  }

  private void read(Dataset<Row> both) {
    List<Column> values =
        IntStream.range(0, checks.size())
            .mapToObj(i -> expr(checks.get(i).expression()).cast("double").as("_value_" + i))
            .toList();
    both.groupBy("window_start", ComparedRows.OURS)
        .agg(values.get(0), values.subList(1, values.size()).toArray(Column[]::new))
        .collectAsList()
        .forEach(
            row ->
                (row.<Boolean>getAs(ComparedRows.OURS) ? ours : published)
                    .put(row.<Instant>getAs("window_start"), row));
  }

  CheckResult judge(Check.Comparison check) {
    if (check instanceof Check.MovingAverage average) {
      return judge(average);
    }
    return check instanceof Check.Anomaly anomaly
        ? Anomalies.judge(anomaly, checked, start -> value(check, ours.get(start)))
        : judge((Check.MovingDifference) check);
  }

  private CheckResult judge(Check.MovingAverage check) {
    return DayByDay.judge(
        check,
        window,
        published,
        (start, earlier) -> {
          double average = average(check, earlier);
          double value = value(check, ours.get(start));
          // Nothing against nothing is what was expected.
          double ratio = value == average ? 1 : value / average;
          return new Finding(
              ratio >= check.minimumRatio() && ratio <= check.maximumRatio(),
              "%s of %s is %s, %s times the average %s of %d published days"
                  .formatted(
                      check.expression(),
                      window.grain().partitionKey(start),
                      number(value),
                      number(ratio),
                      number(average),
                      earlier.size()));
        },
        "%s to %s times".formatted(number(check.minimumRatio()), number(check.maximumRatio())));
  }

  private CheckResult judge(Check.MovingDifference check) {
    return DayByDay.judge(
        check,
        window,
        published,
        (start, earlier) -> {
          double average = average(check, earlier);
          double value = value(check, ours.get(start));
          double difference = Math.abs(value - average);
          return new Finding(
              difference <= check.maximumDifference(),
              "%s of %s is %s, %s off the average %s of %d published days"
                  .formatted(
                      check.expression(),
                      window.grain().partitionKey(start),
                      number(value),
                      number(difference),
                      number(average),
                      earlier.size()));
        },
        "up to %s off".formatted(number(check.maximumDifference())));
  }

  /** The values of the run's partitions. */
  List<Measurement> measurements() {
    return checks.stream()
        .flatMap(
            check ->
                window.partitionStarts().stream()
                    .map(
                        start ->
                            new Measurement(
                                start,
                                window.grain().partitionEnd(start),
                                check.expression(),
                                value(check, ours.get(start)))))
        .distinct()
        .toList();
  }

  private double average(Check.Comparison check, List<Row> earlier) {
    return earlier.stream().mapToDouble(row -> value(check, row)).average().orElse(0);
  }

  /** A partition without rows, or whose rows have no value, counts as 0. */
  private double value(Check.Comparison check, Row row) {
    String column = "_value_" + checks.indexOf(check);
    return row == null || row.isNullAt(row.fieldIndex(column)) ? 0 : row.<Double>getAs(column);
  }
}
