package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The offsets that came into raw after a snapshot, as the ledger has recorded them. Its rows
 * outlive snapshots, and name the offsets of each commit.
 *
 * @param ranges of all commits that added to the dates that are read
 */
record RecordedOffsets(SparkSession session, List<OffsetRange> ranges) {
  private static final StructType RANGE =
      new StructType()
          .add("_range_topic", DataTypes.StringType, false)
          .add("_range_partition", DataTypes.IntegerType, false)
          .add("_range_from", DataTypes.LongType, false)
          .add("_range_until", DataTypes.LongType, false);

  RecordedOffsets {
    ranges = List.copyOf(ranges);
  }

  /**
   * Those of the dates that are read.
   *
   * @param before a snapshot that the table has not any more
   * @return empty when offsets do not tell all: the ledger does not know the snapshot, or a commit
   *     that it knows restored or changed rows, or raw was changed by one that it does not know
   */
  static Optional<RecordedOffsets> after(
      BatchContext context, Span span, InputSnapshot raw, long before) {
    Set<Long> told = new HashSet<>();
    List<OffsetRange> ranges = new ArrayList<>();
    Set<String> partitions = new HashSet<>();
    for (LocalDate date : span.dates()) {
      String partition = InputSnapshot.partition(date);
      partitions.add(partition);
      Optional<List<LedgerRow>> changes =
          context.registry().changesAfter(raw.dataset(), partition, before);
      if (changes.isEmpty()) {
        return Optional.empty();
      }
      for (LedgerRow change : changes.get()) {
        if (change.offsets().isEmpty()) {
          return Optional.empty();
        }
        told.add(change.snapshotId());
        ranges.addAll(change.offsets());
      }
    }
    Table table = RollupTable.load(context.spark(), raw.dataset());
    // All of them came after the snapshot, since main does not reach back to it any more.
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(raw.readAt(), table::snapshot)) {
      if (!told.contains(snapshot.snapshotId())
          && SnapshotHistory.changes(
              snapshot, path -> Arrays.stream(path.split("/")).anyMatch(partitions::contains))) {
        return Optional.empty();
      }
    }
    return Optional.of(new RecordedOffsets(context.spark(), ranges));
  }

  /** The events of these offsets. */
  Dataset<Row> of(Dataset<Row> events) {
    List<Row> rows =
        ranges.stream()
            .distinct()
            .map(
                each ->
                    RowFactory.create(each.topic(), each.partition(), each.from(), each.until()))
            .toList();
    return events.join(
        broadcast(session.createDataFrame(rows, RANGE)),
        col("_topic")
            .equalTo(col("_range_topic"))
            .and(col("_topic_partition").equalTo(col("_range_partition")))
            .and(col("_offset").geq(col("_range_from")))
            .and(col("_offset").lt(col("_range_until"))),
        "left_semi");
  }
}
