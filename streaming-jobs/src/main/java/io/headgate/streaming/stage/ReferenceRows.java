package io.headgate.streaming.stage;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The rows of a reference dataset at one snapshot, by key; Catalyst's values. */
final class ReferenceRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<Object, Object[]> rows = new HashMap<>();

  /**
   * @param columns type of the rows
   * @param key place of the key; rows without one are left out
   */
  ReferenceRows(InternalRow[] found, StructType columns, int key) {
    for (InternalRow row : found) {
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(row, i, columns.apply(i).dataType());
      }
      if (values[key] != null) {
        rows.put(comparable(values[key]), values);
      }
    }
  }

  ReferenceRows(Map<Object, Object[]> rows) {
    this.rows.putAll(rows);
  }

  @Nullable
  Object[] find(Object key) {
    return rows.get(comparable(key));
  }

  int size() {
    return rows.size();
  }

  @Nullable
  private static Object value(InternalRow row, int column, DataType type) {
    Object value = row.isNullAt(column) ? null : row.get(column, type);
    // Otherwise it would keep the page of the row it points into.
    return value instanceof UTF8String text ? text.copy() : value;
  }

  /** A field may be narrower than the key, or wider. */
  private static Object comparable(Object key) {
    return key instanceof Integer number ? Long.valueOf(number) : key;
  }
}
