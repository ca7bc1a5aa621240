package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.StructField;

/**
 * An Iceberg table that a streaming query appends to, one snapshot per batch with an {@link
 * EpochMarker} in its summary.
 */
final class LakeTable {
  private final SparkSession session;
  private final String dataset;

  LakeTable(SparkSession session, String dataset) {
    this.session = session;
    this.dataset = dataset;
  }

  String name() {
    return LakeSession.CATALOG + "." + dataset;
  }

  /** Fails when the table, or the catalog, is not there. */
  void check() {
    load();
  }

  /** The snapshot that holds the batch, if it was committed. */
  Optional<Snapshot> committed(EpochMarker marker) {
    return marker.committedIn(load());
  }

  /** What a streaming query committed here last. */
  Optional<EpochMarker> newest() {
    return EpochMarker.newestIn(load());
  }

  /**
   * Appends the rows, none too, and commits them with the marker.
   *
   * @param rows all rows of the batch for this table
   * @param values column values by name; a column of the table that is not among them is read from
   *     the rows, and is null where they do not have it
   */
  Snapshot append(Dataset<Row> rows, Map<String, Column> values, EpochMarker marker) {
    Column[] columns =
        Arrays.stream(session.table(name()).schema().fields())
            .map(field -> column(field, rows, values))
            .toArray(Column[]::new);
    var writer = rows.select(columns).writeTo(name());
    marker
        .summary()
        .forEach((key, value) -> writer.option(SnapshotSummary.EXTRA_METADATA_PREFIX + key, value));
    try {
      writer.append();
    } catch (NoSuchTableException e) {
      throw missing(e);
    }
    return committed(marker)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Append to %s succeeded and epoch %d is not in it."
                        .formatted(name(), marker.epoch())));
  }

  Dataset<Row> at(Snapshot snapshot) {
    return session.read().option("snapshot-id", snapshot.snapshotId()).table(name());
  }

  /** Rows that the snapshot added, per partition. */
  Map<String, Long> addedRows(Snapshot snapshot) {
    Table table = load();
    Map<String, Long> rows = new TreeMap<>();
    for (DataFile file :
        SnapshotChanges.builderFor(table).snapshot(snapshot).build().addedDataFiles()) {
      String partition = table.specs().get(file.specId()).partitionToPath(file.partition());
      rows.merge(partition, file.recordCount(), Long::sum);
    }
    return rows;
  }

  private Table load() {
    try {
      return Spark3Util.loadIcebergTable(session, name());
    } catch (NoSuchTableException e) {
      throw missing(e);
    } catch (ParseException e) {
      throw new IllegalArgumentException("Not a table name: " + name(), e);
    }
  }

  private HeadgateException missing(Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot write %s: the table does not exist. Run headgate apply on the pipeline's folder."
            .formatted(name()),
        cause);
  }

  private static Column column(StructField field, Dataset<Row> rows, Map<String, Column> values) {
    Column value = values.get(field.name());
    if (value == null) {
      boolean present = Arrays.asList(rows.columns()).contains(field.name());
      value = present ? col(field.name()) : lit(null);
    }
    return value.cast(field.dataType()).as(field.name());
  }
}
