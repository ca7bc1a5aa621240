package io.headgate.streaming.raw;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A row on its way into a table: what the event says and what the writer adds. One object serves
 * every row of a task.
 */
final class TableRow {
  private final SpecificInternalRow added;
  private InternalRow event = InternalRow.empty();

  TableRow(StructType added) {
    this.added = new SpecificInternalRow(added);
  }

  /** What the writer adds, to be set in the order of its type. */
  SpecificInternalRow added() {
    return added;
  }

  InternalRow event() {
    return event;
  }

  void event(InternalRow row) {
    event = row;
  }
}
