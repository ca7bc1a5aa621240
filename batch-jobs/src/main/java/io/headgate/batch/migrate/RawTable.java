package io.headgate.batch.migrate;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.spark.LakeSession;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A raw table whose columns change beside the stream that appends to it.
 *
 * @param session without a wap id
 * @param dataset for example {@code raw.flights}
 */
record RawTable(SparkSession session, String dataset) {
  private static final int MOST_ATTEMPTS = 20;
  private static final String SNAPSHOT = "snapshot";

  /** The table's name in SQL. */
  String sqlName() {
    return LakeSession.CATALOG + "." + dataset;
  }

  /** The table as it is now. */
  Table load() {
    return LakeSession.table(session, dataset);
  }

  StructType columns() {
    return SparkSchemaUtil.convert(load().schema());
  }

  /** Whether the table has, or once had, such a column. */
  boolean everHad(String column) {
    return load().schemas().values().stream().anyMatch(schema -> has(schema, column));
  }

  /** Adds a column, unless it is there. */
  void add(String column, Type type) {
    change(
        schema -> has(schema, column),
        update -> update.addColumn(column, type),
        "add column " + column);
  }

  /** Drops a column, unless it is gone. Files keep their values until they are rewritten. */
  void drop(String column) {
    change(
        schema -> !has(schema, column),
        update -> update.deleteColumn(column),
        "drop column " + column);
  }

  /**
   * Lets updates of rows go on when rows are appended meanwhile. By Iceberg's default, an update of
   * a partition is refused as soon as the stream has added to it.
   */
  void allowAppendsBesideUpdates() {
    Table table = load();
    if (!SNAPSHOT.equals(table.properties().get(TableProperties.UPDATE_ISOLATION_LEVEL))) {
      table.updateProperties().set(TableProperties.UPDATE_ISOLATION_LEVEL, SNAPSHOT).commit();
    }
  }

  private static boolean has(Schema schema, String column) {
    return schema.findField(column) != null;
  }

  /** Iceberg does not repeat a change of columns that another writer's commit has forestalled. */
  private void change(Predicate<Schema> done, UnaryOperator<UpdateSchema> update, String what) {
    for (int attempt = 1; ; attempt++) {
      Table table = load();
      if (done.test(table.schema())) {
        return;
      }
      try {
        update.apply(table.updateSchema()).commit();
        return;
      } catch (CommitFailedException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new HeadgateException(
              ExitCode.NOT_READY,
              "Cannot %s of %s: other writers have committed first %d times. Run it again."
                  .formatted(what, dataset, attempt),
              e);
        }
      } catch (CommitStateUnknownException | UncheckedSQLException e) {
        throw new HeadgateException(
            ExitCode.OUTCOME_UNKNOWN,
            "Cannot tell whether the commit to %s of %s was applied: %s. Run it again: it looks first."
                .formatted(what, dataset, e.getMessage()),
            e);
      }
    }
  }
}
