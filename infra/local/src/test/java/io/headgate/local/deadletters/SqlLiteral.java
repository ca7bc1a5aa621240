package io.headgate.local.deadletters;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;

/** Values as Spark SQL writes them. */
final class SqlLiteral {
  private SqlLiteral() {}

  static String of(Object value) {
    if (value instanceof byte[] bytes) {
      return "X'" + HexFormat.of().formatHex(bytes) + "'";
    }
    if (value instanceof Instant instant) {
      return "TIMESTAMP '" + instant + "'";
    }
    if (value instanceof LocalDate day) {
      return "DATE '" + day + "'";
    }
    if (value instanceof String text) {
      return "'" + text.replace("'", "\\'") + "'";
    }
    if (value instanceof List<?> headers) {
      return headers.stream()
          .map(Header.class::cast)
          .map(header -> "struct('%s', %s)".formatted(header.key(), bytes(header.value())))
          .collect(
              Collectors.joining(
                  ", ", "CAST(array(", ") AS ARRAY<STRUCT<key: STRING, value: BINARY>>)"));
    }
    return String.valueOf(value).replace("null", "NULL");
  }

  private static String bytes(byte[] value) {
    return "CAST(" + of(value) + " AS BINARY)";
  }
}
