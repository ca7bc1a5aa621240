package io.headgate.streaming.raw;

import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochAppend;
import io.headgate.platform.iceberg.EpochHistory;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import java.util.Collection;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Iceberg table that a streaming query appends to, one snapshot per batch with an {@link
 * EpochMarker} in its summary.
 */
final class LakeTable {
  private static final Logger LOG = LoggerFactory.getLogger(LakeTable.class);

  private final SparkSession session;
  private final String dataset;
  private final EpochHistory history;
  @Nullable private Table table;

  /**
   * @param query who appends
   */
  LakeTable(SparkSession session, String dataset, String query) {
    this.session = session;
    this.dataset = dataset;
    this.history = new EpochHistory(query);
  }

  String name() {
    return LakeSession.CATALOG + "." + dataset;
  }

  /** Fails when the table, or the catalog, is not there. */
  void check() {
    Table unused = current();
  }

  /** The snapshot that holds the batch, if it was committed. */
  Optional<CommittedEpoch> find(EpochMarker marker) {
    return history.find(current(), marker);
  }

  /** What the query committed here last. */
  Optional<CommittedEpoch> last() {
    return history.last(current());
  }

  /** Commits files, none too, with the marker; or finds that the batch is there. */
  CommittedEpoch append(EpochMarker marker, Collection<DataFile> files) {
    return new EpochAppend(current(), marker, files).commit();
  }

  /**
   * Adds columns that the table lacks and widens those that are too narrow; takes nothing away.
   *
   * @return the table as it is to be written
   */
  Table evolved(StructType columns) {
    Table now = current();
    Schema before = now.schema();
    Schema wanted = SparkSchemaUtil.convert(columns);
    var update = now.updateSchema().unionByNameWith(wanted);
    if (!update.apply().sameSchema(before)) {
      update.commit();
      LOG.info("evolved table={} from=\"{}\" to=\"{}\"", name(), text(before), text(now.schema()));
    }
    return now;
  }

  Dataset<Row> at(Snapshot snapshot) {
    return session.read().option("snapshot-id", snapshot.snapshotId()).table(name());
  }

  /** The table as the catalog has it now. */
  Table current() {
    if (table == null) {
      table = load();
    } else {
      table.refresh();
    }
    return table;
  }

  private Table load() {
    try {
      return Spark3Util.loadIcebergTable(session, name());
    } catch (NoSuchTableException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot write %s: the table does not exist. Run headgate apply on the pipeline's folder."
              .formatted(name()),
          e);
    } catch (ParseException e) {
      throw new IllegalArgumentException("Not a table name: " + name(), e);
    }
  }

  private static String text(Schema schema) {
    return SparkSchemaUtil.convert(schema).toDDL();
  }
}
