package io.headgate.streaming.raw;

import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Where a column of a table comes from.
 *
 * @param ofEvent whether it is the event's, or what the writer adds
 * @param ordinal its place there; -1 when neither has it, and it is null
 * @param source its type there
 * @param target its type in the table, which may be wider
 */
record TableColumn(boolean ofEvent, int ordinal, DataType source, DataType target) {

  static TableColumn of(StructField column, StructType event, StructType added) {
    if (added.getFieldIndex(column.name()).isDefined()) {
      return in(added, false, column);
    }
    return event.getFieldIndex(column.name()).isDefined()
        ? in(event, true, column)
        : new TableColumn(false, -1, column.dataType(), column.dataType());
  }

  private static TableColumn in(StructType row, boolean ofEvent, StructField column) {
    int ordinal = row.fieldIndex(column.name());
    return new TableColumn(ofEvent, ordinal, row.apply(ordinal).dataType(), column.dataType());
  }

  InternalRow rowOf(TableRow row) {
    return ofEvent ? row.event() : row.added();
  }

  boolean isNull(TableRow row) {
    return ordinal < 0 || rowOf(row).isNullAt(ordinal);
  }

  /** The value in the table's type. */
  @Nullable
  Object get(TableRow row) {
    if (isNull(row)) {
      return null;
    }
    Object value = rowOf(row).get(ordinal, source);
    if (value instanceof Integer number && target.equals(DataTypes.LongType)) {
      return number.longValue();
    }
    return value instanceof Float number && target.equals(DataTypes.DoubleType)
        ? (Object) number.doubleValue()
        : value;
  }
}
