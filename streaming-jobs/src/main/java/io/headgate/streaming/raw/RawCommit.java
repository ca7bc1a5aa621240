package io.headgate.streaming.raw;

import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochMarker;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A batch that is in the lake.
 *
 * @param epoch the batch as raw holds it
 * @param tally what was read
 * @param frontier the time before which everything has been read, or null when it is not known
 * @param startedAt when the writing began
 * @param committedAt when the last table had it
 * @param replayed whether raw had it before
 */
record RawCommit(
    CommittedEpoch epoch,
    BatchTally tally,
    @Nullable Instant frontier,
    Instant startedAt,
    Instant committedAt,
    boolean replayed) {

  EpochMarker marker() {
    return epoch.marker();
  }
}
