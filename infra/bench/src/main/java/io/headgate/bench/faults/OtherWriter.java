package io.headgate.bench.faults;

import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/** Somebody else who works on a table of the lake and leaves its rows as they are. */
final class OtherWriter {
  private final SparkSession session;
  private final Table table;

  /**
   * @param dataset for example {@code raw.clicks}
   */
  OtherWriter(SparkSession session, String dataset) throws Exception {
    this.session = session;
    this.table = Spark3Util.loadIcebergTable(session, "lake." + dataset);
    table.refresh();
  }

  /** Commits a snapshot without files. */
  void append() {
    table.newFastAppend().commit();
  }

  /** Rewrites all files and lets every snapshot but the newest expire. */
  void rewriteAndExpire() {
    var unused =
        SparkActions.get(session).rewriteDataFiles(table).option("rewrite-all", "true").execute();
    table.refresh();
    append();
    table
        .expireSnapshots()
        .expireOlderThan(table.currentSnapshot().timestampMillis())
        .retainLast(1)
        .commit();
  }

  /** Snapshots that the table still knows. */
  int snapshots() {
    table.refresh();
    int count = 0;
    for (var unused : table.snapshots()) {
      count++;
    }
    return count;
  }
}
