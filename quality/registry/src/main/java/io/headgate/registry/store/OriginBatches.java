package io.headgate.registry.store;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.OffsetRanges;
import io.headgate.registry.gate.PartitionWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** The micro-batches of raw ingest that brought the events of a window. */
final class OriginBatches {
  private static final String BATCHES =
      """
      WITH batch AS (
        SELECT l.ledger_id, lp.row_count, l.unknown
        FROM dataset_partition p
        JOIN ledger_partition lp USING (dataset, partition_key)
        JOIN ledger l USING (ledger_id)
        WHERE p.dataset = :raw AND p.window_start < :end AND p.window_end > :start
          AND l.committed_at <= :until)
      """;

  private final Handle handle;
  private final PipelineContract contract;
  private final PartitionWindow window;
  private Instant until = Instant.MAX;
  private boolean untilIsKnown;

  OriginBatches(Handle handle, PipelineContract contract, PartitionWindow window) {
    this.handle = handle;
    this.contract = contract;
    this.window = window;
  }

  /** When the batch was committed that made this snapshot; empty when the ledger has none. */
  Optional<Instant> committedAt(long snapshotId) {
    return handle
        .createQuery(
            """
            SELECT max(committed_at) FROM ledger
            WHERE dataset = :raw AND snapshot_id = :snapshot
            """)
        .bind("raw", contract.rawDataset())
        .bind("snapshot", snapshotId)
        .mapTo(Instant.class)
        .findOne();
  }

  /**
   * Takes the batches up to one.
   *
   * @param committedAt when the last of them was committed
   * @param isKnown whether that is what the ledger says, and no estimate
   */
  OriginBatches until(Instant committedAt, boolean isKnown) {
    this.until = committedAt;
    this.untilIsKnown = isKnown;
    return this;
  }

  EventOrigin origin(
      String dataset,
      String partition,
      @Nullable String rollup,
      @Nullable String runKey,
      @Nullable Long snapshotId,
      @Nullable Long rawSnapshotId) {
    record Count(int batches, long rows) {}
    Count count =
        handle
            .createQuery(
                BATCHES
                    + "SELECT count(DISTINCT ledger_id), coalesce(sum(row_count), 0) FROM batch")
            .bind("raw", contract.rawDataset())
            .bind("start", window.start())
            .bind("end", window.end())
            .bind("until", until)
            .map((rs, context) -> new Count(rs.getInt(1), rs.getLong(2)))
            .one();
    String remark = remark(count.batches());
    return new EventOrigin(
        dataset,
        partition,
        rollup,
        runKey,
        snapshotId,
        contract.rawDataset(),
        rawSnapshotId,
        window.start(),
        window.end(),
        OffsetRanges.merged(offsets()),
        count.batches(),
        count.rows(),
        remark.isEmpty(),
        remark,
        query(rawSnapshotId));
  }

  private List<OffsetRange> offsets() {
    return handle
        .createQuery(
            BATCHES
                + """
                SELECT DISTINCT o.topic, o.topic_partition, o.from_offset, o.until_offset
                FROM batch JOIN ledger_offsets o USING (ledger_id)
                """)
        .bind("raw", contract.rawDataset())
        .bind("start", window.start())
        .bind("end", window.end())
        .bind("until", until)
        .map(
            (rs, context) ->
                new OffsetRange(rs.getString(1), rs.getInt(2), rs.getLong(3), rs.getLong(4)))
        .list();
  }

  private String remark(int batches) {
    if (batches == 0) {
      return "The ledger has no micro-batch for this time. headgate ledger rebuild %s may bring it back."
          .formatted(contract.name());
    }
    if (!untilIsKnown) {
      return "The ledger does not have the snapshot that the run read, so all batches before the run count. headgate ledger rebuild %s may bring it back."
          .formatted(contract.name());
    }
    boolean partial =
        handle
            .createQuery(
                """
                SELECT EXISTS (SELECT FROM ledger WHERE dataset = :raw
                  AND 'partition_rows' = ANY(unknown) AND committed_at <= :until)
                """)
            .bind("raw", contract.rawDataset())
            .bind("until", until)
            .mapTo(Boolean.class)
            .one();
    return partial
        ? "Some micro-batches were made again from a checkpoint, which does not tell the days of their events, so they are left out."
        : "";
  }

  /** Of the copies of an event the first by broker time counts, as in a rollup. */
  private String query(@Nullable Long rawSnapshotId) {
    return """
        SELECT _topic, _topic_partition, _offset FROM (
          SELECT *, row_number() OVER (PARTITION BY %s ORDER BY _broker_at, _topic, _offset) AS nth
          FROM %s%s
          WHERE %s >= TIMESTAMP '%s UTC' AND %s < TIMESTAMP '%s UTC') AS copies
        WHERE nth = 1"""
        .formatted(
            contract.eventId(),
            "lake." + contract.rawDataset(),
            rawSnapshotId == null ? "" : " FOR VERSION AS OF " + rawSnapshotId,
            contract.eventTime().field(),
            text(window.start()),
            contract.eventTime().field(),
            text(window.end()));
  }

  private static String text(Instant instant) {
    return instant.toString().replace('T', ' ').replace("Z", "");
  }
}
