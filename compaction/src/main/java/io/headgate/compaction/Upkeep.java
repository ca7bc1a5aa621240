package io.headgate.compaction;

import io.headgate.platform.job.HeadgateException;

/** One kind of upkeep of one table. */
interface Upkeep {
  /**
   * Reads the table's metadata, and does what is worth doing.
   *
   * @param dryRun only tells it
   * @throws HeadgateException when it is worth doing and could not be done
   */
  UpkeepReport run(boolean dryRun);
}
