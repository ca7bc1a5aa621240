package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_date;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.streaming.FaultPoint;
import io.headgate.streaming.Faults;
import io.headgate.streaming.stage.SharedStage;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * Brings one micro-batch into the lake, exactly once however often it is called: each table is
 * asked for its own marker first. Valid events go to raw; the others to the dead-letter topic and
 * then to quarantine, so that what quarantine holds has been sent.
 */
final class RawBatch {
  private final PipelineContract contract;
  private final LakeTable raw;
  private final LakeTable quarantine;
  private final DeadLetters deadLetters;
  private final Faults faults;
  private final Clock clock;

  RawBatch(
      PipelineContract contract,
      LakeTable raw,
      LakeTable quarantine,
      DeadLetters deadLetters,
      Faults faults,
      Clock clock) {
    this.contract = contract;
    this.raw = raw;
    this.quarantine = quarantine;
    this.deadLetters = deadLetters;
    this.faults = faults;
    this.clock = clock;
  }

  /**
   * Writes the batch, or what is missing of it.
   *
   * @param batch records after the shared stage
   */
  RawCommit write(Dataset<Row> batch, EpochMarker marker) throws InterruptedException {
    Instant startedAt = clock.instant();
    Optional<Snapshot> before = raw.committed(marker);
    BatchTally tally;
    Snapshot committed;
    if (before.isPresent()) {
      committed = before.get();
      tally = BatchTally.of(batch);
    } else {
      faults.reached(FaultPoint.BEFORE_RAW_WRITE);
      Observation observation = new Observation();
      Dataset<Row> valid = BatchTally.observe(batch, observation).where(SharedStage.isValid());
      committed = raw.append(valid, values(startedAt), marker);
      tally = BatchTally.of(observation);
    }
    faults.reached(FaultPoint.AFTER_RAW_COMMIT);
    long rejected = tally.rowsIn() - RawCommit.added(committed);
    if (rejected > 0 && quarantine.committed(marker).isEmpty()) {
      if (before.isPresent()) {
        // The contract may have changed since raw took its rows, so raw says which were refused.
        quarantine(RejectedRows.notIn(raw.at(committed), batch, marker), marker, startedAt);
      } else {
        quarantine(batch, committed, rejected, marker, startedAt);
      }
    }
    faults.reached(FaultPoint.AFTER_QUARANTINE_COMMIT);
    return new RawCommit(
        marker,
        committed,
        raw.addedRows(committed),
        tally,
        startedAt,
        clock.instant(),
        before.isPresent());
  }

  private void quarantine(
      Dataset<Row> batch, Snapshot committed, long expected, EpochMarker marker, Instant failedAt)
      throws InterruptedException {
    Dataset<Row> rejected = batch.where(not(SharedStage.isValid())).persist();
    try {
      if (rejected.count() == expected) {
        quarantine(rejected, marker, failedAt);
      } else {
        quarantine(RejectedRows.notIn(raw.at(committed), batch, marker), marker, failedAt);
      }
    } finally {
      rejected.unpersist();
    }
  }

  private void quarantine(Dataset<Row> rejected, EpochMarker marker, Instant failedAt)
      throws InterruptedException {
    deadLetters.send(rejected);
    faults.reached(FaultPoint.AFTER_DEAD_LETTERS);
    quarantine.append(rejected, Map.of("_failed_at", lit(failedAt)), marker);
  }

  private Map<String, Column> values(Instant ingestedAt) {
    return Map.of(
        "event_date", to_date(col(contract.eventTime().field())), "_ingested_at", lit(ingestedAt));
  }
}
