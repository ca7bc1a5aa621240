package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What one committed micro-batch or run did. Unique by writer, attempt scope and epoch, so that
 * sending it again changes nothing.
 *
 * @param writer the query or job, for example {@code raw-ingest:flights}
 * @param scope what makes the epoch unique: the streaming query's id, or the run key of a batch run
 * @param epoch the micro-batch number; 0 for a batch run
 * @param dataset the dataset written, for example {@code raw.flights}
 * @param pipeline pipeline name
 * @param contractVersion the version of the contract that the writer ran
 * @param offsets offsets read, half-open, per topic partition; empty for a batch run over tables
 * @param rowsIn records read
 * @param rowsValid records written to the dataset
 * @param rowsQuarantined records that went to quarantine
 * @param partitionRows rows added (stream) or held (batch) per partition key
 * @param snapshotId the Iceberg snapshot committed, or null when none was
 * @param frontier the newest broker timestamp read, or null when nothing was read; the writer has
 *     seen all before it
 * @param watermark the event-time watermark after the batch, or null
 * @param startedAt when the batch began
 * @param committedAt when its last write was committed
 */
public record LedgerRow(
    String writer,
    String scope,
    long epoch,
    String dataset,
    String pipeline,
    int contractVersion,
    List<OffsetRange> offsets,
    long rowsIn,
    long rowsValid,
    long rowsQuarantined,
    Map<String, Long> partitionRows,
    @Nullable Long snapshotId,
    @Nullable Instant frontier,
    @Nullable Instant watermark,
    Instant startedAt,
    Instant committedAt) {

  public LedgerRow {
    requireNonNull(writer);
    requireNonNull(scope);
    requireNonNull(dataset);
    requireNonNull(pipeline);
    offsets = List.copyOf(offsets);
    partitionRows = Map.copyOf(partitionRows);
    requireNonNull(startedAt);
    requireNonNull(committedAt);
  }

  /** Offsets {@code [from, until)} of one topic partition. */
  public record OffsetRange(String topic, int partition, long from, long until) {}
}
