package io.headgate.platform.batch;

import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Judges the rows of a run before readers may see them. */
@FunctionalInterface
public interface PartitionChecks {
  /**
   * Evaluates every check.
   *
   * @param checks the contract's checks
   * @param window the run's window
   * @param rows all rows of the window, few and at hand
   * @param published the dataset as readers see it now, or empty when it was never published; the
   *     window's own partitions in it are the state that the run would replace
   * @return one result per check, in the order of the checks
   */
  List<CheckResult> evaluate(
      List<Check> checks, RunWindow window, Dataset<Row> rows, Optional<Dataset<Row>> published);
}
