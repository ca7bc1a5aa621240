package io.headgate.batch.migrate;

import io.headgate.batch.migrate.MigrationReport.End;
import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The second step of a migration: the old column goes, in one commit, once nothing names it any
 * more and nothing would be lost with it.
 */
final class ColumnDrop {
  private final SparkSession session;
  private final RegistryClient registry;
  private final PipelineVersion recorded;
  private final ColumnChange change;
  private final RawTable raw;
  private final ColumnReaders readers;
  private final Runnable stillMaintainer;

  /**
   * @param stillMaintainer throws when somebody else may maintain the table
   */
  ColumnDrop(
      SparkSession spark,
      RegistryClient registry,
      PipelineVersion recorded,
      ColumnChange change,
      Runnable stillMaintainer) {
    this.session = spark;
    this.registry = registry;
    this.recorded = recorded;
    this.change = change;
    this.raw = new RawTable(spark, recorded.contract().rawDataset());
    this.readers = new ColumnReaders(registry, recorded);
    this.stillMaintainer = stillMaintainer;
  }

  /** Tells whether {@link #run} would drop the column. */
  MigrationReport plan() {
    return isDropped() ? MigrationReport.of(End.NOTHING_TO_DO) : checked(End.PLANNED);
  }

  MigrationReport run() {
    if (isDropped()) {
      return MigrationReport.of(End.NOTHING_TO_DO);
    }
    MigrationReport report = checked(End.DROPPED);
    stillMaintainer.run();
    raw.drop(change.from());
    return report;
  }

  private boolean isDropped() {
    StructType columns = raw.columns();
    if (has(columns, change.from())) {
      return false;
    }
    if (!raw.everHad(change.from())) {
      throw change.refused(
          "%s never had such a column".formatted(raw.dataset()),
          ClosestName.remedy(change.from(), Arrays.asList(columns.fieldNames())));
    }
    return true;
  }

  private MigrationReport checked(End end) {
    requireNoReaders();
    if (change.to() != null) {
      requireWritten(change.to());
      requireFilled(change.to());
    }
    requireStreamOfThisVersion();
    return new MigrationReport(end, 0, 0, 0, readers.consumers(change.from()));
  }

  private void requireNoReaders() {
    List<String> found = readers.of(change.from());
    if (!found.isEmpty()) {
      throw change.refused(
          "%s still %s it in %s: %s"
              .formatted(
                  found.size() == 1 ? "one reader" : found.size() + " readers",
                  found.size() == 1 ? "names" : "name",
                  raw.dataset(),
                  String.join("; ", found)),
          "Let them read %s, apply that, and run it again"
              .formatted(change.successor().orElse("something else, or nothing")));
    }
  }

  private void requireWritten(String to) {
    if (!has(EventColumns.of(recorded.contract()), to)) {
      throw change.refused(
          "version %d of the contract has no %s, so the stream does not write it"
              .formatted(recorded.version(), to),
          "Add the field to the schema, apply that, and run it again");
    }
  }

  private void requireFilled(String to) {
    if (!has(raw.columns(), to)) {
      throw change.refused(
          "%s has no column %s".formatted(raw.dataset(), to), "Run --step fill first");
    }
    long lacking =
        session
            .sql(
                "SELECT count(*) FROM %s WHERE %s IS NULL AND %s IS NOT NULL"
                    .formatted(raw.sqlName(), FillSql.quoted(to), FillSql.quoted(change.from())))
            .first()
            .getLong(0);
    if (lacking > 0) {
      throw change.refused(
          "%d rows of %s have its value and no %s".formatted(lacking, raw.dataset(), to),
          "Run --step fill again");
    }
  }

  /** An earlier version of the stream, which still knows the column, would add it again. */
  private void requireStreamOfThisVersion() {
    String query = "raw-ingest:" + recorded.name();
    for (QueryReport report : registry.queries()) {
      if (report.query().equals(query)
          && report.state() == QueryState.RUNNING
          && report.since().isBefore(recorded.createdAt())) {
        throw new HeadgateException(
            ExitCode.NOT_READY,
            "Cannot migrate column %s: %s has run since %s, before version %d of the contract was recorded, and would add it again. Wait until it has taken the new version, or start it again."
                .formatted(change.from(), query, report.since(), recorded.version()));
      }
    }
  }

  private static boolean has(StructType columns, String column) {
    return columns.getFieldIndex(column).isDefined();
  }
}
