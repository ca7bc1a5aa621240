package io.headgate.platform.apply;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The ClickHouse types that hold what Spark SQL yields. */
final class ClickHouseType {
  private static final Map<DataType, String> TYPES =
      Map.ofEntries(
          Map.entry(DataTypes.StringType, "String"),
          Map.entry(DataTypes.BooleanType, "Bool"),
          Map.entry(DataTypes.ByteType, "Int8"),
          Map.entry(DataTypes.ShortType, "Int16"),
          Map.entry(DataTypes.IntegerType, "Int32"),
          Map.entry(DataTypes.LongType, "Int64"),
          Map.entry(DataTypes.FloatType, "Float32"),
          Map.entry(DataTypes.DoubleType, "Float64"),
          Map.entry(DataTypes.DateType, "Date32"),
          Map.entry(DataTypes.TimestampType, "DateTime64(6, 'UTC')"));

  private ClickHouseType() {}

  /**
   * The columns that readers of ClickHouse see. Binary ones are the mergeable states of rollups,
   * which only the lake keeps: ClickHouse reads no sketch of Spark's.
   */
  static List<StructField> shown(StructType columns) {
    return Arrays.stream(columns.fields())
        .filter(column -> !column.dataType().equals(DataTypes.BinaryType))
        .toList();
  }

  /** Empty when ClickHouse has no like of the type. */
  static Optional<String> of(DataType type) {
    return type instanceof DecimalType decimal
        ? Optional.of("Decimal(%d, %d)".formatted(decimal.precision(), decimal.scale()))
        : Optional.ofNullable(TYPES.get(type));
  }
}
