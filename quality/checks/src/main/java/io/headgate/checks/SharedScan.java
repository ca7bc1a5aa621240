package io.headgate.checks;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.runners.AnalysisRunBuilder;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.analyzers.runners.EmptyStateException;
import com.amazon.deequ.metrics.Metric;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.util.Try;

/**
 * One run of Deequ over some rows: all that can share a scan share one, and each set of columns
 * that is to be unique is grouped once.
 */
final class SharedScan {
  private final AnalyzerContext measured;

  private SharedScan(AnalyzerContext measured) {
    this.measured = measured;
  }

  static SharedScan of(Dataset<Row> rows, Collection<Analyzer<?, Metric<?>>> analyzers) {
    AnalysisRunBuilder run = new AnalysisRunBuilder(rows);
    // Two checks may ask for the same, and Deequ refuses to measure it twice.
    new LinkedHashSet<>(analyzers).forEach(run::addAnalyzer);
    return new SharedScan(run.run());
  }

  /** Scala knows that a metric of doubles is a metric; Java's generics cannot say so. */
  @SuppressWarnings("unchecked")
  static Analyzer<?, Metric<?>> typed(Analyzer<?, ?> analyzer) {
    return (Analyzer<?, Metric<?>>) analyzer;
  }

  /** What was measured for a check; empty when no row has a value. */
  OptionalDouble value(String check, Analyzer<?, Metric<?>> analyzer) {
    Try<?> value = measured.metric(analyzer).get().value();
    if (value.isSuccess()) {
      return OptionalDouble.of((Double) value.get());
    }
    Throwable cause = value.failed().get();
    if (cause instanceof EmptyStateException) {
      return OptionalDouble.empty();
    }
    throw new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot evaluate check %s: %s. Correct the check in the contract, and apply it."
            .formatted(check, cause.getMessage()),
        cause);
  }
}
