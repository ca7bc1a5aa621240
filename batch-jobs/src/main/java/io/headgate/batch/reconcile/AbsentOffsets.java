package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.when;

import io.headgate.batch.reconcile.LedgerBatches.Place;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.spark.OffsetIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Offsets that are in neither table, and what the topic and the accepted gaps say of each. */
final class AbsentOffsets {
  static final String[] POSITION = {"topic", "partition", "offset"};

  private final TopicOffsets topics;
  private final List<OffsetGap> accepted;

  AbsentOffsets(TopicOffsets topics, List<OffsetGap> accepted) {
    this.topics = topics;
    this.accepted = accepted;
  }

  /**
   * Columns: topic, partition, offset, {@code batch} and {@code kind}. A kind of {@link
   * Kind#MISSING} or {@link Kind#NO_LONGER_IN_TOPIC} may yet turn out otherwise by the counts of
   * its batch.
   */
  Dataset<Row> of(Dataset<Row> stored, Map<Place, OffsetRange> spans, OffsetIndex batches) {
    Dataset<Row> holes =
        stored
            .where(col("step").gt(1))
            .select(
                col("topic"),
                col("partition"),
                col("offset").minus(col("step")).plus(1).as("from"),
                col("offset").as("until"));
    Dataset<Row> offsets =
        holes.select(
            col("topic"),
            col("partition"),
            explode(sequence(col("from"), col("until").minus(1))).as("offset"));
    Map<Place, OffsetRange> retained = topics.retained(spans.keySet());
    return withPresence(offsets, toRead(holes, retained))
        .withColumn("batch", in(batches))
        .withColumn(
            "kind",
            when(in(gaps()).geq(0), Kind.ACCEPTED_GAP.name())
                .when(in(index(retained)).lt(0), Kind.NO_LONGER_IN_TOPIC.name())
                .when(coalesce(col("present"), lit(false)), Kind.MISSING.name())
                .otherwise(Kind.NO_RECORD.name()))
        .drop("present");
  }

  static Column in(OffsetIndex index) {
    return index.function().apply(col("topic"), col("partition"), col("offset"));
  }

  private Dataset<Row> withPresence(Dataset<Row> offsets, List<OffsetRange> toRead) {
    return toRead.isEmpty()
        ? offsets.withColumn("present", lit(false))
        : offsets.join(topics.records(toRead), POSITION, "left");
  }

  /** Of each partition what is retained from its first hole to its last. */
  private static List<OffsetRange> toRead(Dataset<Row> holes, Map<Place, OffsetRange> retained) {
    List<OffsetRange> ranges = new ArrayList<>();
    for (Row hole :
        holes.groupBy("topic", "partition").agg(min("from"), max("until")).collectAsList()) {
      OffsetRange alive = retained.get(new Place(hole.getString(0), hole.getInt(1)));
      long from = Math.max(hole.getLong(2), alive.from());
      long until = Math.min(hole.getLong(3), alive.until());
      if (from < until) {
        ranges.add(new OffsetRange(alive.topic(), alive.partition(), from, until));
      }
    }
    return ranges;
  }

  private static OffsetIndex index(Map<Place, OffsetRange> ranges) {
    OffsetIndex index = new OffsetIndex();
    ranges.values().forEach(range -> index.add(range, 0));
    return index;
  }

  private OffsetIndex gaps() {
    OffsetIndex index = new OffsetIndex();
    for (OffsetGap gap : accepted) {
      index.add(new OffsetRange(gap.topic(), gap.partition(), gap.from(), gap.until()), 0);
    }
    return index;
  }
}
