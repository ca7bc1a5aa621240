package io.headgate.platform.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of several event types as one set: the widest type, and null where a type lacks one. */
final class ColumnUnion {
  private final Map<String, StructField> columns = new LinkedHashMap<>();
  private final Set<String> everywhere = new HashSet<>();
  private int types;

  /** A column that two event types give types that cannot become one. */
  record Conflict(String column, DataType before, DataType added) {}

  /** Adds the columns of one event type, and says which cannot be added. */
  List<Conflict> add(StructType type) {
    List<Conflict> conflicts = new ArrayList<>();
    Set<String> names = Set.of(type.fieldNames());
    if (types++ == 0) {
      everywhere.addAll(names);
    } else {
      everywhere.retainAll(names);
    }
    for (StructField added : type.fields()) {
      StructField before = columns.putIfAbsent(added.name(), added);
      if (before != null) {
        Optional<DataType> widest = widest(before.dataType(), added.dataType());
        widest.ifPresent(wide -> columns.put(added.name(), one(before, added, wide)));
        if (widest.isEmpty()) {
          conflicts.add(new Conflict(added.name(), before.dataType(), added.dataType()));
        }
      }
    }
    return conflicts;
  }

  StructType columns() {
    StructType union = new StructType();
    for (StructField column : columns.values()) {
      union =
          union.add(
              column.name(),
              column.dataType(),
              column.nullable() || !everywhere.contains(column.name()));
    }
    return union;
  }

  private static StructField one(StructField left, StructField right, DataType type) {
    return new StructField(left.name(), type, left.nullable() || right.nullable(), left.metadata());
  }

  /** Of two types the one to which the other promotes, in Avro and in Iceberg alike. */
  static Optional<DataType> widest(DataType left, DataType right) {
    if (left.sameType(right)) {
      return Optional.of(left);
    }
    Set<DataType> both = Set.of(left, right);
    if (both.equals(Set.of(DataTypes.IntegerType, DataTypes.LongType))) {
      return Optional.of(DataTypes.LongType);
    }
    if (both.equals(Set.of(DataTypes.FloatType, DataTypes.DoubleType))) {
      return Optional.of(DataTypes.DoubleType);
    }
    return Optional.empty();
  }
}
