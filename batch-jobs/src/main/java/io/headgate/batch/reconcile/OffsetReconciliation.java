package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.headgate.batch.reconcile.LedgerBatches.Place;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.Reconciliation.Balance;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.platform.spark.LakeSession;
import io.headgate.platform.spark.OffsetIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;

/**
 * Holds raw and quarantine against the topics, offset by offset. Offsets stay in Spark; only counts
 * per batch and a bounded number of ranges come to the driver.
 */
final class OffsetReconciliation {
  private static final int MOST_RANGES = 1000;
  private static final StorageLevel KEPT = StorageLevel.MEMORY_AND_DISK();

  private final SparkSession spark;
  private final PipelineContract contract;
  private final TopicOffsets topics;

  OffsetReconciliation(SparkSession spark, PipelineContract contract, String bootstrapServers) {
    this.spark = spark;
    this.contract = contract;
    this.topics = new TopicOffsets(spark, bootstrapServers, contract.delivery());
  }

  /**
   * What was found.
   *
   * @param findings worst first; at most 1000 ranges per kind
   */
  record Result(List<Balance> balances, List<OffsetFinding> findings) {}

  /** Reconciles what the batches read; of offsets between them too. */
  Result of(LedgerBatches batches, List<OffsetGap> accepted) {
    return of(batches, accepted, table(contract.rawDataset()));
  }

  /**
   * The same, of another state of raw than that of now.
   *
   * @param raw its rows
   */
  Result of(LedgerBatches batches, List<OffsetGap> accepted, Dataset<Row> raw) {
    Map<Place, OffsetRange> spans = batches.spans();
    if (spans.isEmpty()) {
      return new Result(List.of(), List.of());
    }
    OffsetIndex index = batches.index();
    Dataset<Row> stored =
        StoredOffsets.of(spark, raw, table(contract.quarantineDataset()), spans).persist(KEPT);
    Dataset<Row> absent =
        new AbsentOffsets(topics, accepted).of(stored, spans, index).persist(KEPT);
    OffsetCounts counts = new OffsetCounts(batches, spans);
    storedCounts(stored, index).forEach(counts::addStored);
    absent.groupBy("batch", "kind").count().collectAsList().forEach(counts::addAbsent);
    Dataset<Row> judged = judged(absent, counts).union(repeated(stored)).persist(KEPT);
    try {
      judged.groupBy("topic", "partition", "kind").count().collectAsList().forEach(counts::addKind);
      List<OffsetFinding> findings = new ArrayList<>(counts.unbalanced());
      // A query each, so only for those that are there.
      for (Kind kind : counts.kinds()) {
        findings.addAll(ranges(judged, kind));
      }
      findings.sort(Comparator.comparing(finding -> finding.kind()));
      return new Result(counts.balances(), findings);
    } finally {
      judged.unpersist();
      absent.unpersist();
      stored.unpersist();
    }
  }

  private Dataset<Row> table(String dataset) {
    return spark.table(LakeSession.CATALOG + "." + dataset);
  }

  private static List<Row> storedCounts(Dataset<Row> stored, OffsetIndex batches) {
    return stored
        .where(col("store").notEqual(StoredOffsets.BOUND))
        .withColumn("batch", AbsentOffsets.in(batches))
        .groupBy("topic", "partition", "batch")
        .agg(
            sum(when(col("store").equalTo(StoredOffsets.RAW), 1L).otherwise(0L)),
            sum(when(col("store").equalTo(StoredOffsets.QUARANTINE), 1L).otherwise(0L)),
            sum(when(col("step").equalTo(0), 1L).otherwise(0L)))
        .collectAsList();
  }

  /** What the counts of a batch say of its offsets that are in neither table. */
  private static Dataset<Row> judged(Dataset<Row> absent, OffsetCounts counts) {
    Column balanced = col("batch").isin(counts.filteredBatches().toArray());
    Column kind =
        when(col("kind").equalTo(Kind.MISSING.name()).and(balanced), Kind.FILTERED.name())
            .when(
                col("kind").equalTo(Kind.NO_LONGER_IN_TOPIC.name()).and(balanced.unary_$bang()),
                Kind.MISSING.name())
            .otherwise(col("kind"));
    return absent.select(col("topic"), col("partition"), col("offset"), kind.as("kind"));
  }

  private static Dataset<Row> repeated(Dataset<Row> stored) {
    return stored
        .where(col("step").equalTo(0))
        .select(col("topic"), col("partition"), col("offset"), lit(Kind.REPEATED.name()).as("kind"))
        .distinct();
  }

  /** Neighbouring offsets as one range, in order. */
  private static List<OffsetFinding> ranges(Dataset<Row> judged, Kind kind) {
    return judged
        .where(col("kind").equalTo(kind.name()))
        .withColumn(
            "island",
            col("offset")
                .minus(
                    row_number().over(Window.partitionBy("topic", "partition").orderBy("offset"))))
        .groupBy("topic", "partition", "island")
        .agg(min("offset").as("from"), max("offset").plus(1).as("until"), count(lit(1)))
        .orderBy("topic", "partition", "from")
        .limit(MOST_RANGES)
        .select("topic", "partition", "from", "until")
        .collectAsList()
        .stream()
        .map(
            row ->
                new OffsetFinding(
                    row.getString(0), row.getInt(1), row.getLong(2), row.getLong(3), kind))
        .toList();
  }
}
