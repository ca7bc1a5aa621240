package io.headgate.platform.spark;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;

/**
 * The rows of a table at one snapshot, in the columns that the table has now. Read by its id alone,
 * a snapshot has the columns of its own time, and SQL that names one that was added or renamed
 * since fails over all that has not changed since.
 */
public final class SnapshotRows {
  private SnapshotRows() {}

  /**
   * Null where a row is older than the column; Iceberg's ids tell a renamed column from a new one.
   *
   * @param name the table's name in the session
   * @param snapshotId on any branch, or staged
   * @throws HeadgateException when there is no such table
   */
  public static Dataset<Row> of(SparkSession session, String name, long snapshotId) {
    Table table = load(session, name);
    if (SnapshotUtil.schemaFor(table, snapshotId).sameSchema(table.schema())) {
      return session.read().option(SparkReadOptions.SNAPSHOT_ID, snapshotId).table(name);
    }
    TableMetadata current = ((HasTableOperations) table).operations().current();
    TableMetadata then =
        TableMetadata.buildFrom(current)
            .setBranchSnapshot(snapshotId, SnapshotRef.MAIN_BRANCH)
            .discardChanges()
            .build();
    // Spark takes two scans for one when their tables have the same name, so this has its own.
    Table at =
        new BaseTable(new StaticTableOperations(then, table.io()), table.name() + "@" + snapshotId);
    return Dataset.ofRows(
        session,
        DataSourceV2Relation.create(new SparkTable(at, false), Option.empty(), Option.empty()));
  }

  private static Table load(SparkSession session, String name) {
    try {
      return Spark3Util.loadIcebergTable(session, name);
    } catch (NoSuchTableException | ParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read %s: the lake has no such table. Apply the pipeline (headgate apply) first."
              .formatted(name),
          e);
    }
  }
}
