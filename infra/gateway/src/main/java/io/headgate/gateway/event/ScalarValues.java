package io.headgate.gateway.event;

import static io.headgate.gateway.event.JsonToAvro.mismatch;
import static io.headgate.gateway.event.JsonToAvro.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.apache.avro.Conversions.DecimalConversion;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** JSON values as Avro values that hold no others. */
final class ScalarValues {
  private static final DecimalConversion DECIMALS = new DecimalConversion();

  private ScalarValues() {}

  static Object of(JsonNode value, Schema schema, String path) throws RejectedEventException {
    require(
        !value.isNull() || schema.getType() == Schema.Type.NULL, path, "is null, and must not be");
    return switch (schema.getType()) {
      case NULL -> {
        require(value.isNull(), path, "is not null");
        yield null;
      }
      case BOOLEAN -> {
        require(value.isBoolean(), path, "is neither true nor false");
        yield value.booleanValue();
      }
      case INT -> integer(value, schema, path);
      case LONG -> whole(value, schema, path);
      case FLOAT -> {
        require(value.isNumber(), path, "is no number");
        yield value.floatValue();
      }
      case DOUBLE -> {
        require(value.isNumber(), path, "is no number");
        yield value.doubleValue();
      }
      case STRING -> {
        require(value.isTextual(), path, "is no text");
        yield value.textValue();
      }
      case ENUM -> {
        require(
            value.isTextual() && schema.hasEnumSymbol(value.textValue()),
            path,
            "is none of " + schema.getEnumSymbols());
        yield new GenericData.EnumSymbol(schema, value.textValue());
      }
      case BYTES, FIXED -> bytes(value, schema, path);
      default -> throw new IllegalStateException("Not a scalar: " + schema.getType());
    };
  }

  private static Object integer(JsonNode value, Schema schema, String path)
      throws RejectedEventException {
    if (schema.getLogicalType() instanceof LogicalTypes.Date && value.isTextual()) {
      try {
        return Math.toIntExact(LocalDate.parse(value.textValue()).toEpochDay());
      } catch (DateTimeException | ArithmeticException e) {
        throw mismatch(path, "is no date such as 2026-11-12");
      }
    }
    require(value.isIntegralNumber() && value.canConvertToInt(), path, "is no number of 32 bits");
    return value.intValue();
  }

  private static Object whole(JsonNode value, Schema schema, String path)
      throws RejectedEventException {
    LogicalType type = schema.getLogicalType();
    boolean isMicros = type instanceof LogicalTypes.TimestampMicros;
    if (value.isTextual() && (isMicros || type instanceof LogicalTypes.TimestampMillis)) {
      try {
        Instant instant = OffsetDateTime.parse(value.textValue()).toInstant();
        return isMicros ? micros(instant) : instant.toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        throw mismatch(path, "is no instant such as 2026-11-12T10:00:00Z");
      }
    }
    require(value.isIntegralNumber() && value.canConvertToLong(), path, "is no number of 64 bits");
    return value.longValue();
  }

  /** Java's own way counts nanoseconds first, which ends in the year 2262. */
  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  private static Object bytes(JsonNode value, Schema schema, String path)
      throws RejectedEventException {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return decimal(value, schema, decimal, path);
    }
    try {
      require(value.isTextual(), path, "is no text in Base64");
      byte[] bytes = Base64.getDecoder().decode(value.textValue());
      if (schema.getType() == Schema.Type.BYTES) {
        return ByteBuffer.wrap(bytes);
      }
      require(
          bytes.length == schema.getFixedSize(),
          path,
          "has %d bytes, and not %d".formatted(bytes.length, schema.getFixedSize()));
      return new GenericData.Fixed(schema, bytes);
    } catch (IllegalArgumentException e) {
      throw mismatch(path, "is no Base64");
    }
  }

  private static Object decimal(
      JsonNode value, Schema schema, LogicalTypes.Decimal decimal, String path)
      throws RejectedEventException {
    try {
      BigDecimal number =
          value.isTextual() ? new BigDecimal(value.textValue()) : value.decimalValue();
      require(value.isTextual() || value.isNumber(), path, "is no number");
      // A number such as 1e999999999 must not be written out.
      require(Math.abs((long) number.scale()) <= 1_000, path, "is too long a number");
      BigDecimal scaled = number.setScale(decimal.getScale());
      return schema.getType() == Schema.Type.BYTES
          ? DECIMALS.toBytes(scaled, schema, decimal)
          : DECIMALS.toFixed(scaled, schema, decimal);
    } catch (ArithmeticException | NumberFormatException | org.apache.avro.AvroTypeException e) {
      throw mismatch(
          path,
          "is no number of %d digits, %d of them behind the point"
              .formatted(decimal.getPrecision(), decimal.getScale()));
    }
  }
}
