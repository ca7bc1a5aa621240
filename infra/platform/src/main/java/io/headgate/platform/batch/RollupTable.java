package io.headgate.platform.batch;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import io.headgate.platform.spark.SnapshotRows;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Loads the lake tables of datasets. */
final class RollupTable {
  private RollupTable() {}

  static String sparkName(String dataset) {
    return LakeSession.CATALOG + "." + dataset;
  }

  static TableIdentifier identifier(String dataset) {
    return TableIdentifier.parse(dataset);
  }

  /** The table as it is now. */
  static Table load(SparkSession session, String dataset) {
    return LakeSession.table(session, dataset);
  }

  /** All rows of a snapshot, in the columns of now. */
  static Dataset<Row> at(SparkSession session, String dataset, long snapshotId) {
    return SnapshotRows.of(session, sparkName(dataset), snapshotId);
  }

  /** Without this property Iceberg ignores the wap id, and a staged write would be public. */
  static void requireStaging(Table table) {
    if (!Boolean.parseBoolean(
        table.properties().get(TableProperties.WRITE_AUDIT_PUBLISH_ENABLED))) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot stage rows in %s: its property %s is not true. Apply the pipeline (headgate apply) again."
              .formatted(table.name(), TableProperties.WRITE_AUDIT_PUBLISH_ENABLED));
    }
  }
}
