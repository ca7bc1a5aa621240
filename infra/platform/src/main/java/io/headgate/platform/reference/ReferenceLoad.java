package io.headgate.platform.reference;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * Makes a reference table what its source has: all rows or none, in one commit, and no commit when
 * it is that already. Rows that the source has no more vanish.
 */
public final class ReferenceLoad {
  private final SparkSession spark;
  private final ReferenceRows rows;

  public ReferenceLoad(SparkSession spark, ReferenceRows rows) {
    this.spark = spark;
    this.rows = rows;
  }

  /**
   * What a load did.
   *
   * @param changed whether it committed
   * @param rows rows of the table
   * @param snapshotId the table's snapshot
   */
  public record Loaded(boolean changed, long rows, long snapshotId) {}

  /**
   * Checks the rows; changes nothing.
   *
   * @throws HeadgateException with CHECKS_FAILED, all that is wrong, and the first keys
   */
  public void check() {
    List<String> problems =
        SourceFailure.translate(
            ExitCode.CHECKS_FAILED,
            rows.reference(),
            rows.source(),
            () -> ReferenceCheck.problems(rows));
    if (!problems.isEmpty()) {
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot load %s from %s: %s. Correct the source and load it again; nothing was changed."
              .formatted(rows.reference().dataset(), rows.source(), String.join("; ", problems)));
    }
  }

  /** Checks the rows and makes them the table's. */
  public Loaded run() {
    Dataset<Row> cached = rows.rows().cache();
    try {
      check();
      return replace();
    } finally {
      cached.unpersist();
    }
  }

  private Loaded replace() {
    boolean loaded = load().currentSnapshot() != null;
    Dataset<Row> wanted = rows.typed();
    Dataset<Row> there = spark.table(table()).select(columnsOf(wanted));
    // The key is unique on both sides, so sets tell all.
    boolean same = loaded && wanted.except(there).isEmpty() && there.except(wanted).isEmpty();
    if (!same) {
      overwrite(wanted);
    }
    Snapshot snapshot = load().currentSnapshot();
    return new Loaded(!same, wanted.count(), snapshot.snapshotId());
  }

  private void overwrite(Dataset<Row> wanted) {
    try {
      wanted
          .select(tableColumns(wanted))
          .coalesce(1)
          .sortWithinPartitions(rows.reference().key())
          .writeTo(table())
          .overwrite(lit(true));
    } catch (NoSuchTableException e) {
      throw missing(e);
    } catch (CommitStateUnknownException e) {
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot say whether %s was replaced: %s. Load it again: what is there already is not written twice."
              .formatted(table(), e.getMessage()),
          e);
    }
  }

  /** The table keeps columns that an earlier contract had. */
  private Column[] tableColumns(Dataset<Row> wanted) {
    Set<String> given = Set.of(wanted.columns());
    return Arrays.stream(spark.table(table()).schema().fields())
        .map(
            field ->
                (given.contains(field.name()) ? col("`" + field.name() + "`") : lit(null))
                    .cast(field.dataType())
                    .as(field.name()))
        .toArray(Column[]::new);
  }

  private static Column[] columnsOf(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(name -> col("`" + name + "`")).toArray(Column[]::new);
  }

  private Table load() {
    try {
      return Spark3Util.loadIcebergTable(spark, table());
    } catch (NoSuchTableException | ParseException e) {
      throw missing(e);
    }
  }

  private HeadgateException missing(Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot load table %s: the lake has none of that name. Apply the pipeline (headgate apply) first."
            .formatted(table()),
        cause);
  }

  private String table() {
    return LakeSession.CATALOG + "." + rows.reference().dataset();
  }
}
