package io.headgate.checks;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.analyzers.runners.AnalysisRunBuilder;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.Metric;
import io.headgate.platform.contract.Check;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.collection.JavaConverters;
import scala.util.Try;

/** What Deequ measured on the rows themselves: for each check the share of rows that satisfy it. */
final class RowMetrics {
  private final long rows;
  private final Map<Check, Double> shares;

  private RowMetrics(long rows, Map<Check, Double> shares) {
    this.rows = rows;
    this.shares = shares;
  }

  static RowMetrics of(List<Check> checks, Dataset<Row> rows) {
    Analyzer<?, Metric<?>> size = typed(new Size(Option.empty()));
    Map<Check, Analyzer<?, Metric<?>>> analyzers = new LinkedHashMap<>();
    for (Check check : checks) {
      if (!(check instanceof Check.Comparison)) {
        analyzers.put(check, analyzer(check));
      }
    }
    AnalysisRunBuilder run = new AnalysisRunBuilder(rows).addAnalyzer(size);
    analyzers.values().forEach(run::addAnalyzer);
    AnalyzerContext measured = run.run();
    long count = Math.round(value("row count", measured, size));
    Map<Check, Double> shares = new LinkedHashMap<>();
    analyzers.forEach(
        (check, analyzer) ->
            // Deequ has no value for a share of no rows.
            shares.put(check, count == 0 ? 1 : value(check.name(), measured, analyzer)));
    return new RowMetrics(count, shares);
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
    if (check instanceof Check.Range range) {
      return typed(
          new Compliance(
              range.name(),
              predicate(range),
              Option.empty(),
              scala.collection.immutable.List.empty(),
              Option.empty()));
    }
    throw new IllegalArgumentException("Not a check of rows: " + check);
  }

  private static String predicate(Check.Range range) {
    String column = "`" + range.column() + "`";
    String lowest = range.minimum() == null ? "true" : column + " >= " + range.minimum() + "D";
    String highest = range.maximum() == null ? "true" : column + " <= " + range.maximum() + "D";
    return "%s IS NULL OR (%s AND %s)".formatted(column, lowest, highest);
  }

  /** Scala knows that a metric of doubles is a metric; Java's generics cannot say so. */
  @SuppressWarnings("unchecked")
  private static Analyzer<?, Metric<?>> typed(Analyzer<?, ?> analyzer) {
    return (Analyzer<?, Metric<?>>) analyzer;
  }

  private static double value(
      String check, AnalyzerContext measured, Analyzer<?, Metric<?>> analyzer) {
    Try<?> value = measured.metric(analyzer).get().value();
    if (value.isFailure()) {
      Throwable cause = value.failed().get();
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot evaluate check %s: %s. Correct the check in the contract, and apply it."
              .formatted(check, cause.getMessage()),
          cause);
    }
    return (Double) value.get();
  }

  CheckResult judge(Check check) {
    double share = shares.get(check);
    long failing = Math.round((1 - share) * rows);
    return new CheckResult(
        check.name(),
        share == 1 ? Outcome.PASSED : Outcome.FAILED,
        check.weight(),
        share == 1
            ? "%s: in all %d rows".formatted(rule(check), rows)
            : "%s: not in %d of %d rows".formatted(rule(check), failing, rows));
  }

  private static String rule(Check check) {
    if (check instanceof Check.NotNull notNull) {
      return notNull.column() + " is set";
    }
    if (check instanceof Check.Unique unique) {
      return String.join(", ", unique.columns()) + " is unique";
    }
    Check.Range range = (Check.Range) check;
    if (range.minimum() == null) {
      return range.column() + " is at most " + range.maximum();
    }
    return range.maximum() == null
        ? range.column() + " is at least " + range.minimum()
        : range.column() + " is from " + range.minimum() + " to " + range.maximum();
  }
}
