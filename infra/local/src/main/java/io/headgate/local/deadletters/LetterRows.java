package io.headgate.local.deadletters;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Rows of the quarantine table, which {@code sql/iceberg/03_quarantine.sql} declares. */
final class LetterRows {
  /** A list of (key, value). */
  private static final String HEADERS = "_headers";

  private LetterRows() {}

  static DeadLetter letter(Record row) {
    return new DeadLetter(
        position(row),
        (Integer) row.getField("_schema_id"),
        instant(row, "_broker_at"),
        (ByteBuffer) row.getField("_key"),
        (ByteBuffer) row.getField("_value"),
        text(row, "_error_class"),
        text(row, "_error_message"),
        instant(row, "_failed_at"),
        headers(row));
  }

  static LetterPlace place(Record row) {
    return new LetterPlace(position(row), instant(row, "_broker_at"), instant(row, "_failed_at"));
  }

  static Position position(Record row) {
    return new Position(
        text(row, "_topic"),
        (Integer) row.getField("_topic_partition"),
        (Long) row.getField("_offset"));
  }

  static Instant instant(Record row, String column) {
    return ((OffsetDateTime) row.getField(column)).toInstant();
  }

  /** Empty for null: a person reads it. */
  static String text(Record row, String column) {
    Object value = row.getField(column);
    return value == null ? "" : value.toString();
  }

  @Nullable
  private static List<Header> headers(Record row) {
    if (row.getField(HEADERS) == null) {
      return null;
    }
    return ((List<?>) row.getField(HEADERS))
        .stream().map(header -> header((StructLike) header)).toList();
  }

  private static Header header(StructLike header) {
    ByteBuffer value = header.get(1, ByteBuffer.class);
    byte[] bytes = null;
    if (value != null) {
      bytes = new byte[value.remaining()];
      value.duplicate().get(bytes);
    }
    return new RecordHeader(header.get(0, String.class), bytes);
  }
}
