package io.headgate.checks;

import static io.headgate.checks.SharedScan.typed;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.metrics.Metric;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * What was measured on the rows themselves: for each check how many rows fail it, and how old the
 * newest are.
 */
final class RowMetrics {
  private final RunWindow window;
  private final long rows;
  private final Map<Check, Long> failing = new LinkedHashMap<>();
  private final Map<Check, PartitionAges> ages = new LinkedHashMap<>();

  private RowMetrics(RunWindow window, long rows) {
    this.window = window;
    this.rows = rows;
  }

  /** Measures by one run of Deequ; each reference adds a join. */
  static RowMetrics of(List<Check> checks, CheckedRows checked) {
    Analyzer<?, Metric<?>> size = typed(new Size(Option.empty()));
    Map<Check, Analyzer<?, Metric<?>>> shares = new LinkedHashMap<>();
    Map<Check.Freshness, PartitionAges> newest = new LinkedHashMap<>();
    Dataset<Row> rows = checked.rows();
    for (Check check : checks) {
      if (check instanceof Check.Freshness freshness) {
        rows = PartitionAges.prepared(freshness, rows);
        newest.put(freshness, PartitionAges.of(freshness, checked.window()));
      } else if (isOfRows(check) && !(check instanceof Check.InReference)) {
        shares.put(check, analyzer(check));
      }
    }
    List<Analyzer<?, Metric<?>>> analyzers = new ArrayList<>(shares.values());
    analyzers.add(size);
    newest.values().forEach(each -> analyzers.addAll(each.analyzers()));
    SharedScan scan = SharedScan.of(rows, analyzers);
    RowMetrics metrics =
        new RowMetrics(checked.window(), Math.round(scan.value("row count", size).orElse(0)));
    // Deequ has no value for a share of no rows.
    shares.forEach(
        (check, analyzer) ->
            metrics.failing.put(
                check,
                metrics.rows == 0
                    ? 0L
                    : metrics.rows(1 - scan.value(check.name(), analyzer).orElse(1))));
    newest.forEach((check, each) -> metrics.ages.put(check, each.measured(scan)));
    for (Check check : checks) {
      if (check instanceof Check.InReference in) {
        metrics.failing.put(in, OffendingRows.missing(in, checked).count());
      }
    }
    return metrics;
  }

  /** Whether rows pass or fail the check one by one. */
  static boolean isOfRows(Check check) {
    return !(check instanceof Check.Comparison || check instanceof Check.Freshness);
  }

  private static Analyzer<?, Metric<?>> analyzer(Check check) {
    if (check instanceof Check.NotNull notNull) {
      return typed(new Completeness(notNull.column(), Option.empty(), Option.empty()));
    }
    if (check instanceof Check.Unique unique) {
      return typed(
          new Uniqueness(
              JavaConverters.asScalaBuffer(unique.columns()).toList(),
              Option.empty(),
              Option.empty()));
    }
    return typed(
        new Compliance(
            check.name(),
            RowRule.condition(check).orElseThrow(),
            Option.empty(),
            scala.collection.immutable.List.empty(),
            Option.empty()));
  }

  private long rows(double share) {
    return Math.round(share * rows);
  }

  /** How many rows fail a check of rows. */
  long failing(Check check) {
    return failing.get(check);
  }

  CheckResult judge(Check check) {
    if (ages.containsKey(check)) {
      return ages.get(check).judge();
    }
    long failed = failing(check);
    return new CheckResult(
        check.name(),
        failed == 0 ? Outcome.PASSED : Outcome.FAILED,
        check.weight(),
        failed == 0
            ? "%s: in all %d rows".formatted(RowRule.words(check), rows)
            : "%s: not in %d of %d rows".formatted(RowRule.words(check), failed, rows));
  }

  List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    failing.forEach(
        (check, failed) ->
            measurements.add(
                new Measurement(
                    window.start(),
                    window.end(),
                    "share(%s)".formatted(check.name()),
                    rows == 0 ? 1 : 1 - (double) failed / rows)));
    ages.values().forEach(each -> measurements.addAll(each.measurements()));
    return measurements;
  }
}
