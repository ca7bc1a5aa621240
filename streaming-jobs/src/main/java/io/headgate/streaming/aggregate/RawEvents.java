package io.headgate.streaming.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.spark.LakeSession;
import io.headgate.platform.spark.SnapshotRows;
import io.headgate.streaming.StreamContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/** A pipeline's events in the lake, at one snapshot. */
final class RawEvents {
  private static final String NTH = "_nth";

  private final StreamContext context;
  private final PipelineContract contract;
  private final String eventTime;
  private final long snapshotId;

  RawEvents(StreamContext context, long snapshotId) {
    this.context = context;
    this.contract = context.contract();
    this.eventTime = contract.eventTime().field();
    this.snapshotId = snapshotId;
  }

  long snapshotId() {
    return snapshotId;
  }

  /** The newest snapshot; empty while the table has none. */
  static Optional<Long> newestSnapshot(StreamContext context) {
    return context
        .session()
        .table(table(context.contract()) + ".refs")
        .where("name = 'main'")
        .select("snapshot_id")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .findFirst();
  }

  /** Whether the table still has a snapshot. */
  static boolean hasSnapshot(StreamContext context, long snapshotId) {
    return !context
        .session()
        .table(table(context.contract()) + ".snapshots")
        .where(col("snapshot_id").equalTo(snapshotId))
        .isEmpty();
  }

  /** Event times from the first to the last; empty without events. */
  Optional<Span> span() {
    Row row = rows().agg(min(eventTime), max(eventTime)).head();
    return row.isNullAt(0) ? Optional.empty() : Optional.of(new Span(row.getAs(0), row.getAs(1)));
  }

  /** Event times; both ends belong to it. */
  record Span(Instant first, Instant last) {}

  /** The windows that the aggregate's SQL makes of the events before an instant. */
  Dataset<Row> windows(Aggregate aggregate, Instant until) {
    return windows(aggregate, rows().where(col(eventTime).lt(lit(until))));
  }

  /** Start of the earliest window that ends after an instant. */
  Optional<Instant> firstStartAcross(Aggregate aggregate, Instant boundary) {
    Row row =
        windows(aggregate, rows())
            .where(col("window_end").gt(lit(boundary)))
            .agg(min("window_start"))
            .head();
    return row.isNullAt(0) ? Optional.empty() : Optional.of(row.getAs(0));
  }

  /** Events from an instant on that came with an offset before this one. */
  long before(TopicPartition partition, long offset, Instant from) {
    return rows()
        .where(col(eventTime).geq(lit(from)))
        .where(col("_topic").equalTo(partition.topic()))
        .where(col("_topic_partition").equalTo(partition.partition()))
        .where(col("_offset").lt(offset))
        .count();
  }

  private Dataset<Row> windows(Aggregate aggregate, Dataset<Row> rows) {
    SparkSession session = rows.sparkSession();
    Column[] columns =
        Arrays.stream(EventColumns.of(contract).fields())
            .map(RawEvents::column)
            .toArray(Column[]::new);
    Dataset<Row> counted = contract.delivery() == Delivery.EXACTLY_ONCE ? once(rows) : rows;
    counted.select(columns).createOrReplaceTempView("events");
    return session.sql(aggregate.sql());
  }

  /** Raw gets a wider number with the next batch, and may not have it yet. */
  private static Column column(StructField field) {
    return field.dataType() instanceof NumericType
        ? col(field.name()).cast(field.dataType()).as(field.name())
        : col(field.name());
  }

  /** Of the copies of an event the first by broker time, as rollups choose it. */
  private Dataset<Row> once(Dataset<Row> rows) {
    Column nth =
        row_number()
            .over(
                Window.partitionBy(contract.eventId()).orderBy("_broker_at", "_topic", "_offset"));
    return rows.withColumn(NTH, nth).where(col(NTH).equalTo(1)).drop(NTH);
  }

  /** In a session of its own, since every aggregate's SQL reads a view of the same name. */
  private Dataset<Row> rows() {
    return SnapshotRows.of(context.session().newSession(), table(contract), snapshotId);
  }

  private static String table(PipelineContract contract) {
    return LakeSession.CATALOG + "." + contract.rawDataset();
  }
}
