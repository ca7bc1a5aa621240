package io.headgate.platform.batch;

import java.util.Optional;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSQLProperties;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Computes a dataset's rows and writes them as a staged snapshot, which no reader sees.
 *
 * @param session holds the views of its inputs
 * @param sql yields the rows of the run's window
 */
record StagedWrite(SparkSession session, Table table, String dataset, String sql, RunKey key) {
  /**
   * Commits one dynamic overwrite of the partitions that have rows.
   *
   * @param oneTask whether one task makes all the rows, so that nothing has to be distributed
   * @return the staged snapshot, or empty when there are no rows: then a dynamic overwrite commits
   *     nothing
   */
  Optional<Snapshot> stage(String wapId, boolean oneTask) {
    RollupTable.requireStaging(table);
    // The wap id is session-wide, so the write has a session of its own.
    SparkSession staging = session.cloneSession();
    staging.conf().set(SparkSQLProperties.WAP_ID, wapId);
    DataFrameWriterV2<Row> write =
        staging
            .sql(sql)
            .writeTo(RollupTable.sparkName(dataset))
            .option(SnapshotSummary.EXTRA_METADATA_PREFIX + RunSnapshots.RUN_KEY, key.value());
    if (oneTask) {
      write.option(SparkWriteOptions.DISTRIBUTION_MODE, DistributionMode.NONE.modeName());
    }
    try {
      write.overwritePartitions();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Table vanished during the run: " + dataset, e);
    }
    table.refresh();
    return RunSnapshots.ofAttempt(table, wapId);
  }
}
