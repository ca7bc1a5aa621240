package io.headgate.streaming.aggregate;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One column of the rows that a serving table takes; travels to the tasks.
 *
 * @param name the column's
 * @param type Spark's type, one that {@code apply} has a ClickHouse type for
 * @param nullable whether the table's column may be null; one that may not gets its type's zero
 */
public record RowBinaryColumn(String name, DataType type, boolean nullable)
    implements Serializable {
  /** Digits that fit ClickHouse's Decimal32 and Decimal64. */
  private static final int DIGITS_OF_INT = 9;

  private static final int DIGITS_OF_LONG = 18;

  public RowBinaryColumn {
    requireNonNull(name);
    requireNonNull(type);
  }

  /** Writes one value, which may be null. */
  @FunctionalInterface
  interface Writer {
    void write(InternalRow row, RowBinaryBlock block);
  }

  /**
   * @param ordinal where the column stands in the rows
   */
  Writer writer(int ordinal) {
    Value value = value(ordinal);
    Zero zero = zero();
    return (row, block) -> {
      boolean isNull = row.isNullAt(ordinal);
      if (nullable) {
        block.writeByte(isNull ? 1 : 0);
      }
      if (!isNull) {
        value.write(row, block);
      } else if (!nullable) {
        zero.write(block);
      }
    };
  }

  @FunctionalInterface
  private interface Value {
    void write(InternalRow row, RowBinaryBlock block);
  }

  @FunctionalInterface
  private interface Zero {
    void write(RowBinaryBlock block);
  }

  private Value value(int at) {
    if (type instanceof DecimalType decimal) {
      return (row, block) ->
          writeDecimal(
              block,
              decimal.precision(),
              row.getDecimal(at, decimal.precision(), decimal.scale())
                  .toJavaBigDecimal()
                  .setScale(decimal.scale())
                  .unscaledValue());
    }
    return switch (type.typeName()) {
      case "string" -> (row, block) -> block.writeString(row.getUTF8String(at));
      case "boolean" -> (row, block) -> block.writeByte(row.getBoolean(at) ? 1 : 0);
      case "byte" -> (row, block) -> block.writeByte(row.getByte(at));
      case "short" -> (row, block) -> block.writeShort(row.getShort(at));
      case "integer", "date" -> (row, block) -> block.writeInt(row.getInt(at));
      case "long", "timestamp" -> (row, block) -> block.writeLong(row.getLong(at));
      case "float" -> (row, block) -> block.writeInt(Float.floatToRawIntBits(row.getFloat(at)));
      case "double" ->
          (row, block) -> block.writeLong(Double.doubleToRawLongBits(row.getDouble(at)));
      default -> throw new IllegalArgumentException("ClickHouse has no like of " + type.sql());
    };
  }

  private Zero zero() {
    if (type instanceof DecimalType decimal) {
      return block -> writeDecimal(block, decimal.precision(), BigInteger.ZERO);
    }
    return switch (type.typeName()) {
      case "string" -> block -> block.writeString(UTF8String.EMPTY_UTF8);
      case "boolean", "byte" -> block -> block.writeByte(0);
      case "short" -> block -> block.writeShort(0);
      case "integer", "date", "float" -> block -> block.writeInt(0);
      default -> block -> block.writeLong(0);
    };
  }

  private static void writeDecimal(RowBinaryBlock block, int precision, BigInteger unscaled) {
    if (precision <= DIGITS_OF_INT) {
      block.writeInt(unscaled.intValueExact());
    } else if (precision <= DIGITS_OF_LONG) {
      block.writeLong(unscaled.longValueExact());
    } else {
      block.writeLong(unscaled.longValue());
      block.writeLong(unscaled.shiftRight(Long.SIZE).longValueExact());
    }
  }
}
