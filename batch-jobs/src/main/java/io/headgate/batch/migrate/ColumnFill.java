package io.headgate.batch.migrate;

import io.headgate.batch.migrate.MigrationReport.End;
import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of a migration: the new column beside the old one, with its values. Each day is
 * one commit, and which rows are still to be filled is seen in the rows themselves; so a fill that
 * was killed goes on when it is run again, and one that has nothing to fill changes nothing.
 */
final class ColumnFill {
  private static final Logger LOG = LoggerFactory.getLogger(ColumnFill.class);
  private static final int MOST_VALUES = 5;
  private static final int MOST_CHARACTERS = 40;

  private final SparkSession session;
  private final RawTable raw;
  private final PipelineVersion recorded;
  private final ColumnChange change;
  private final String to;
  private final ColumnReaders readers;
  private final FilledDays days;
  private final Runnable stillMaintainer;

  /**
   * @param stillMaintainer throws when somebody else may maintain the table
   */
  ColumnFill(
      SparkSession spark,
      RegistryClient registry,
      PipelineVersion recorded,
      ColumnChange change,
      Runnable stillMaintainer) {
    this.session = spark.newSession();
    // Each task writes what it has read, so files stay as large, and as sorted, as they are.
    session.conf().set("spark.sql.iceberg.distribution-mode", "none");
    // It looks for the files to rewrite a second time, and fails when the stream has committed
    // meanwhile.
    session.conf().set("spark.sql.optimizer.runtime.rowLevelOperationGroupFilter.enabled", "false");
    this.raw = new RawTable(session, recorded.contract().rawDataset());
    this.recorded = recorded;
    this.change = change;
    this.to =
        change
            .successor()
            .orElseThrow(
                () ->
                    change.refused(
                        "nothing takes its place, so there is nothing to fill",
                        "Give --step drop, or --rename or --cast"));
    this.readers = new ColumnReaders(registry, recorded);
    this.days = new FilledDays(registry, recorded, change);
    this.stillMaintainer = stillMaintainer;
  }

  /** Tells what {@link #run} would do. */
  MigrationReport plan() {
    Optional<FillSql> sql = sql();
    if (sql.isEmpty()) {
      return MigrationReport.of(End.NOTHING_TO_DO);
    }
    boolean exists = has(raw.columns(), to);
    requireConvertible(sql.get(), exists);
    String rows = exists ? sql.get().fillable() : FillSql.quoted(change.from()) + " IS NOT NULL";
    Map<LocalDate, Long> pending = perDay(rows);
    return new MigrationReport(
        pending.isEmpty() && exists ? End.NOTHING_TO_DO : End.PLANNED,
        pending.size(),
        sum(pending),
        0,
        readers.consumers(change.from()));
  }

  MigrationReport run() {
    Optional<FillSql> planned = sql();
    if (planned.isEmpty()) {
      return MigrationReport.of(End.NOTHING_TO_DO);
    }
    FillSql sql = planned.get();
    boolean existed = has(raw.columns(), to);
    requireConvertible(sql, existed);
    stillMaintainer.run();
    raw.add(to, icebergType(sql.after()));
    raw.allowAppendsBesideUpdates();
    FaultPoint.AFTER_COLUMN.pass();
    Map<LocalDate, Long> pending = perDay(sql.fillable());
    int number = 0;
    for (Map.Entry<LocalDate, Long> day : pending.entrySet()) {
      stillMaintainer.run();
      fill(sql, day.getKey(), ++number, pending.size());
      FaultPoint.AFTER_FILL.pass();
      LOG.info(
          "fill dataset={} column={} day={} number={} of={} rows={}",
          raw.dataset(),
          to,
          day.getKey(),
          number,
          pending.size(),
          day.getValue());
    }
    if (readers.any(to)) {
      days.tell(raw.load());
    }
    return new MigrationReport(
        existed && pending.isEmpty() ? End.NOTHING_TO_DO : End.FILLED,
        pending.size(),
        sum(pending),
        sum(perDay(sql.lacking())),
        readers.consumers(change.from()));
  }

  /** Empty when the old column has been dropped, after the new one was filled. */
  private Optional<FillSql> sql() {
    StructType columns = raw.columns();
    if (!has(columns, change.from())) {
      if (has(columns, to) && raw.everHad(change.from())) {
        return Optional.empty();
      }
      throw change.refused(
          "%s has no such column".formatted(raw.dataset()),
          ClosestName.remedy(change.from(), Arrays.asList(columns.fieldNames())));
    }
    DataType before = columns.apply(change.from()).dataType();
    DataType after = change.type() == null ? before : sparkType();
    requireSameType("raw has it as", columns, after);
    requireSameType("the contract has it as", EventColumns.of(recorded.contract()), after);
    return Optional.of(new FillSql(change.from(), to, before, after));
  }

  private DataType sparkType() {
    try {
      // What Iceberg makes of it: a short, for example, is an int there.
      return SparkSchemaUtil.convert(icebergType(DataType.fromDDL(change.type())));
    } catch (Exception e) {
      throw change.refused(
          "'%s' is no type that a column can have".formatted(change.type()),
          "Give one such as int, long, double, string, date or timestamp");
    }
  }

  private static Type icebergType(DataType type) {
    return SparkSchemaUtil.convert(type);
  }

  private void requireSameType(String who, StructType columns, DataType after) {
    if (has(columns, to) && !columns.apply(to).dataType().sameType(after)) {
      String type = columns.apply(to).dataType().simpleString();
      throw change.refused(
          "%s would be %s, and %s %s".formatted(to, after.simpleString(), who, type),
          "Give --cast %s:%s:%s, or another name".formatted(change.from(), to, type));
    }
  }

  /** Before anything is changed. */
  private void requireConvertible(FillSql sql, boolean exists) {
    Optional<String> unconvertible = sql.unconvertible(exists);
    if (unconvertible.isEmpty()) {
      return;
    }
    Map<String, Long> values = new TreeMap<>();
    for (Row row :
        session
            .sql(
                "SELECT left(string(%1$s), %2$d) AS value, count(*) AS rows FROM %3$s WHERE %4$s GROUP BY 1"
                    .formatted(
                        FillSql.quoted(change.from()),
                        MOST_CHARACTERS,
                        raw.sqlName(),
                        unconvertible.get()))
            .collectAsList()) {
      values.put(row.getString(0), row.getLong(1));
    }
    if (!values.isEmpty()) {
      throw change.refused(
          "%d rows have %d values that are no %s: %s. Nothing was changed"
              .formatted(
                  values.values().stream().mapToLong(Long::longValue).sum(),
                  values.size(),
                  sql.after().simpleString(),
                  values.entrySet().stream()
                      .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                      .limit(MOST_VALUES)
                      .map(each -> "'%s' (%d)".formatted(each.getKey(), each.getValue()))
                      .collect(Collectors.joining(", "))),
          "Correct these rows, or give another type");
    }
  }

  private Map<LocalDate, Long> perDay(String rows) {
    Map<LocalDate, Long> perDay = new TreeMap<>();
    for (Row row :
        session
            .sql(
                "SELECT event_date, count(*) FROM %s WHERE %s GROUP BY event_date"
                    .formatted(raw.sqlName(), rows))
            .collectAsList()) {
      perDay.put(row.getLocalDate(0), row.getLong(1));
    }
    return perDay;
  }

  private void fill(FillSql sql, LocalDate day, int number, int of) {
    String update =
        "UPDATE %s SET %s = %s WHERE event_date = DATE '%s' AND %s"
            .formatted(raw.sqlName(), FillSql.quoted(to), sql.value(), day, sql.fillable());
    session
        .sparkContext()
        .setJobDescription(
            "fill %s of %s: %s, %d of %d".formatted(to, raw.dataset(), day, number, of));
    try {
      Callable<Dataset<Row>> commit = () -> session.sql(update);
      Dataset<Row> unused =
          CommitMetadata.withCommitProperties(days.summary(day), commit, RuntimeException.class);
    } catch (RuntimeException e) {
      throw explained(day, e);
    } finally {
      session.sparkContext().setJobDescription(null);
    }
  }

  private RuntimeException explained(LocalDate day, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommitFailedException || cause instanceof ValidationException) {
        return new HeadgateException(
            ExitCode.NOT_READY,
            "Cannot fill %s of %s: other writers have changed %s meanwhile (%s). The days before it are filled; run it again."
                .formatted(to, raw.dataset(), day, cause.getMessage()),
            failure);
      }
      if (cause instanceof CommitStateUnknownException || cause instanceof UncheckedSQLException) {
        return new HeadgateException(
            ExitCode.OUTCOME_UNKNOWN,
            "Cannot tell whether %s of %s was filled for %s: %s. Run it again: rows that have the value are left alone."
                .formatted(to, raw.dataset(), day, cause.getMessage()),
            failure);
      }
    }
    return failure;
  }

  private static boolean has(StructType columns, String column) {
    return columns.getFieldIndex(column).isDefined();
  }

  private static long sum(Map<LocalDate, Long> perDay) {
    return perDay.values().stream().mapToLong(Long::longValue).sum();
  }
}
