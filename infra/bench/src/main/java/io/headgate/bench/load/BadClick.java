package io.headgate.bench.load;

import io.headgate.local.replay.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.generic.GenericRecord;

/** Records that must not reach raw, one of each kind. */
public enum BadClick {
  /** Not in the wire format at all. */
  NOT_AVRO,
  /** With the id of a schema that nobody registered. */
  UNKNOWN_SCHEMA,
  /** Ends in the middle of a field. */
  TRUNCATED,
  /** A value of no bytes. */
  EMPTY,
  /** Happens in the year 9999. */
  TIME_AHEAD,
  /** Breaks a rule, where the pipeline has rules; a valid event where it has none. */
  RULE_BROKEN;

  private static final int UNKNOWN_ID = 987_654;

  /** 9999-12-31T23:59:59Z. */
  private static final long END_OF_TIME_MICROS = 253_402_300_799_000_000L;

  byte[] value(GenericRecord event, WireFormat wire) {
    return switch (this) {
      case NOT_AVRO -> "{\"site\": \"shop-000001\"}".getBytes(StandardCharsets.UTF_8);
      case UNKNOWN_SCHEMA -> new WireFormat(UNKNOWN_ID).encode(event);
      case TRUNCATED -> {
        byte[] whole = wire.encode(event);
        yield Arrays.copyOf(whole, whole.length - 7);
      }
      case EMPTY -> new byte[0];
      case TIME_AHEAD -> {
        event.put("occurred_at", END_OF_TIME_MICROS);
        yield wire.encode(event);
      }
      case RULE_BROKEN -> {
        event.put("duration_ms", -5);
        yield wire.encode(event);
      }
    };
  }
}
