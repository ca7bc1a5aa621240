package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
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
 * @param rowsIn records read; for raw the sum of valid, quarantined and filtered ones
 * @param rowsValid records written to the dataset
 * @param rowsQuarantined records that went to quarantine
 * @param rowsFiltered records that the contract's filter left out
 * @param rowsLate records that came too late for the writer to count
 * @param rowsDuplicate records that the writer left out as repeats of an event id
 * @param partitionRows rows added (stream) or held (batch) per partition key
 * @param errors quarantined records per error class
 * @param warnings valid records per {@code warn} rule that they broke, and per {@code
 *     missing:<reference>} whose key was not found
 * @param lateRows records that a stream could not count, per start of their window or partition key
 * @param suspects records that speak of a fault of their producer, per hour of the broker's
 *     timestamp, {@code 2026-11-12T05}, and per cause: the error class of one that went to
 *     quarantine, or {@link #EVENT_TIME_BEHIND}
 * @param snapshotId the Iceberg snapshot committed, or null when none was
 * @param frontier the time, by the brokers' timestamps, before which the writer has read
 *     everything, or null when it is not known
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
    @JsonSetter(nulls = Nulls.AS_EMPTY) long rowsFiltered,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long rowsLate,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long rowsDuplicate,
    Map<String, Long> partitionRows,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Long> errors,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Long> warnings,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Long> lateRows,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Map<String, Long>> suspects,
    @Nullable Long snapshotId,
    @Nullable Instant frontier,
    @Nullable Instant watermark,
    Instant startedAt,
    Instant committedAt) {

  /**
   * Cause of a valid event whose time is further behind the broker's timestamp than the contract's
   * watermark delay.
   */
  public static final String EVENT_TIME_BEHIND = "EVENT_TIME_BEHIND";

  public LedgerRow {
    requireNonNull(writer);
    requireNonNull(scope);
    requireNonNull(dataset);
    requireNonNull(pipeline);
    offsets = List.copyOf(offsets);
    partitionRows = Map.copyOf(partitionRows);
    errors = Map.copyOf(errors);
    warnings = Map.copyOf(warnings);
    lateRows = Map.copyOf(lateRows);
    suspects =
        suspects.entrySet().stream()
            .collect(toUnmodifiableMap(Map.Entry::getKey, hour -> Map.copyOf(hour.getValue())));
    requireNonNull(startedAt);
    requireNonNull(committedAt);
  }

  /** The row of a writer that filters nothing, warns of nothing and leaves nothing uncounted. */
  public LedgerRow(
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
    this(
        writer,
        scope,
        epoch,
        dataset,
        pipeline,
        contractVersion,
        offsets,
        rowsIn,
        rowsValid,
        rowsQuarantined,
        0,
        0,
        0,
        partitionRows,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        snapshotId,
        frontier,
        watermark,
        startedAt,
        committedAt);
  }

  /** Offsets {@code [from, until)} of one topic partition. */
  public record OffsetRange(String topic, int partition, long from, long until)
      implements Serializable {}
}
