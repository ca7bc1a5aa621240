package io.headgate.platform.batch;

import io.headgate.platform.contract.Check;
import java.util.List;

/** Judges the rows of a run before readers may see them. */
@FunctionalInterface
public interface PartitionChecks {
  /**
   * Evaluates every check.
   *
   * @param checks the contract's checks
   * @param rows what they look at
   * @return one result per check, in the order of the checks, and what came up beside them
   */
  CheckFindings evaluate(List<Check> checks, CheckedRows rows);
}
