package io.headgate.checks;

import io.headgate.platform.batch.PartitionChecks;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The contract's checks on the rows of a run. All that can share a scan share one; a uniqueness
 * check adds one of its own per set of columns, all comparisons of values with history together one
 * more, and each distribution one. A run over several partitions is judged as a whole: a check
 * fails when it fails in one of them.
 */
public final class DeequChecks implements PartitionChecks {

  @Override
  public List<CheckResult> evaluate(
      List<Check> checks, RunWindow window, Dataset<Row> rows, Optional<Dataset<Row>> published) {
    RowMetrics metrics = RowMetrics.of(checks, rows);
    History history = History.of(checks, window, rows, published);
    return checks.stream()
        .map(
            check -> {
              if (check instanceof Check.MovingAverage average) {
                return history.judge(average);
              }
              if (check instanceof Check.MovingDifference difference) {
                return history.judge(difference);
              }
              return check instanceof Check.Distribution distribution
                  ? MakeUp.judge(distribution, window, rows, published)
                  : metrics.judge(check);
            })
        .toList();
  }
}
