package io.headgate.checks;

import io.headgate.platform.batch.CheckFindings;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.Offence;
import io.headgate.platform.batch.PartitionChecks;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The contract's checks on the rows of a run. All that can share a scan share one; a uniqueness
 * check adds one of its own per set of columns, a reference a join, all comparisons of values with
 * history together one more, and each distribution one. Rows that fail are read once more per check
 * that fails. A run over several partitions is judged as a whole: a check fails when it fails in
 * one of them.
 */
public final class DeequChecks implements PartitionChecks {

  @Override
  public CheckFindings evaluate(List<Check> checks, CheckedRows rows) {
    RowMetrics metrics = RowMetrics.of(checks, rows);
    History history = History.of(checks, rows);
    List<Measurement> measurements = new ArrayList<>(metrics.measurements());
    measurements.addAll(history.measurements());
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      if (check instanceof Check.Distribution distribution) {
        MakeUp makeUp = MakeUp.of(distribution, rows);
        results.add(makeUp.judge());
        measurements.addAll(makeUp.measurements());
      } else {
        results.add(
            check instanceof Check.Comparison comparison
                ? history.judge(comparison)
                : metrics.judge(check));
      }
    }
    List<Offence> offences =
        checks.stream()
            .filter(RowMetrics::isOfRows)
            .filter(check -> metrics.failing(check) > 0)
            .map(check -> OffendingRows.of(check, rows, metrics.failing(check)))
            .toList();
    return new CheckFindings(results, measurements, offences);
  }
}
