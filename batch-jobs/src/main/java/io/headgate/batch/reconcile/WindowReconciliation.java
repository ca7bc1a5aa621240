package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.unix_micros;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * Holds the windows of streaming aggregates in ClickHouse against the same SQL over raw, for
 * windows that the stream has closed. Windows that batch has made final are batch's own.
 */
final class WindowReconciliation {
  private final SparkSession spark;
  private final PipelineContract contract;
  private final ServedWindows served;

  WindowReconciliation(SparkSession spark, PipelineContract contract, ServedWindows served) {
    this.spark = spark;
    this.contract = contract;
    this.served = served;
  }

  /**
   * Rows that differ, at most 1000.
   *
   * @param ledger of the aggregate
   * @param raw of the raw dataset
   * @param from earliest start of a window, or null
   * @param until first start of a window that is not looked at, or null
   * @return empty when the stream has closed no window yet
   */
  Optional<List<WindowFinding>> of(
      Aggregate aggregate,
      List<LedgerRow> ledger,
      List<LedgerRow> raw,
      @Nullable Instant from,
      @Nullable Instant until) {
    Optional<Instant> watermark =
        ledger.stream()
            .filter(row -> row.watermark() != null)
            .max(Comparator.comparing(LedgerRow::committedAt))
            .map(LedgerRow::watermark);
    if (watermark.isEmpty()) {
      return Optional.empty();
    }
    Map<LedgerBatches.Place, OffsetRange> read = LedgerBatches.spans(ledger);
    requireRaw(aggregate, read, LedgerBatches.spans(raw));
    WindowSelection selection =
        new WindowSelection(
            from == null ? Instant.EPOCH : from,
            until == null || until.isAfter(watermark.get()) ? watermark.get() : until,
            watermark.get());
    Set<String> late = LateWindows.of(ledger);
    Dataset<Row> expected =
        recomputed(aggregate, read)
            .where(selection.inSpark())
            .where(
                unix_micros(col("window_start"))
                    .isin(served.finalStarts(aggregate).toArray())
                    .unary_$bang());
    return Optional.of(
        new WindowComparison(aggregate.name(), aggregate.key())
            .of(expected, served.of(spark, aggregate, expected.schema(), selection)).stream()
                .map(finding -> LateWindows.explain(finding, late))
                .toList());
  }

  /** The aggregate's SQL over the records that the stream has read. */
  private Dataset<Row> recomputed(Aggregate aggregate, Map<LedgerBatches.Place, OffsetRange> read) {
    SparkSession session = spark.newSession();
    Dataset<Row> events =
        session.table("lake." + contract.rawDataset()).where(StoredOffsets.within(read.values()));
    (contract.delivery() == Delivery.EXACTLY_ONCE ? onceEach(events) : events)
        .createOrReplaceTempView("events");
    return session.sql(aggregate.sql());
  }

  private Dataset<Row> onceEach(Dataset<Row> events) {
    return events
        .withColumn(
            "_nth",
            row_number()
                .over(
                    Window.partitionBy(contract.eventId())
                        .orderBy("_broker_at", "_topic", "_topic_partition", "_offset")))
        .where(coalesce(col("_nth"), lit(1)).equalTo(1))
        .drop("_nth");
  }

  private static void requireRaw(
      Aggregate aggregate,
      Map<LedgerBatches.Place, OffsetRange> read,
      Map<LedgerBatches.Place, OffsetRange> raw) {
    read.forEach(
        (place, range) -> {
          OffsetRange inRaw = raw.get(place);
          if (inRaw == null || inRaw.until() < range.until()) {
            throw new HeadgateException(
                ExitCode.NOT_READY,
                "Cannot hold %s against raw: raw ingest is behind it in %s-%d (%d of %d). Wait for raw ingest, and run it again."
                    .formatted(
                        aggregate.name(),
                        place.topic(),
                        place.partition(),
                        inRaw == null ? 0 : inRaw.until(),
                        range.until()));
          }
        });
  }
}
