package io.headgate.streaming.stage;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import io.headgate.platform.spark.SnapshotRows;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reference datasets of this process, each at the snapshot that was read last. A reference that
 * has changed is read again and sent to the executors anew; one that has not is sent once.
 */
final class ReferenceSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceSnapshots.class);
  private static final long EMPTY = -1;
  private static final Map<Key, Kept> KEPT = new ConcurrentHashMap<>();

  private record Key(SparkSession session, String dataset) {}

  private record Kept(Reference reference, long snapshot, Broadcast<ReferenceRows> rows) {}

  private ReferenceSnapshots() {}

  /** The reference as it is now. */
  static Broadcast<ReferenceRows> current(SparkSession session, Reference reference) {
    long snapshot = snapshot(session, reference);
    return KEPT.compute(
            new Key(session, reference.dataset()),
            (key, kept) ->
                kept != null && kept.snapshot() == snapshot && kept.reference().equals(reference)
                    ? kept
                    : new Kept(reference, snapshot, read(session, reference, snapshot)))
        .rows();
  }

  private static long snapshot(SparkSession session, Reference reference) {
    try {
      Snapshot current = Spark3Util.loadIcebergTable(session, table(reference)).currentSnapshot();
      return current == null ? EMPTY : current.snapshotId();
    } catch (NoSuchTableException | ParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot enrich events from %s: the lake has no such table. Run headgate apply on the pipeline's folder."
              .formatted(reference.dataset()),
          e);
    }
  }

  private static Broadcast<ReferenceRows> read(
      SparkSession session, Reference reference, long snapshot) {
    StructType columns = EventColumns.of(reference);
    InternalRow[] found =
        snapshot == EMPTY ? new InternalRow[0] : rows(session, reference, snapshot);
    ReferenceRows rows = new ReferenceRows(found, columns, columns.fieldIndex(reference.key()));
    LOG.info(
        "reference dataset={} snapshot={} rows={}", reference.dataset(), snapshot, rows.size());
    return JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(rows);
  }

  private static InternalRow[] rows(SparkSession session, Reference reference, long snapshot) {
    StructType columns = EventColumns.of(reference);
    Dataset<Row> rows = SnapshotRows.of(session, table(reference), snapshot);
    Column[] selected = new Column[columns.size()];
    for (int i = 0; i < selected.length; i++) {
      StructField column = columns.apply(i);
      selected[i] = rows.col(column.name()).cast(column.dataType()).as(column.name());
    }
    return rows.select(selected).queryExecution().executedPlan().executeCollect();
  }

  private static String table(Reference reference) {
    return LakeSession.CATALOG + "." + reference.dataset();
  }
}
