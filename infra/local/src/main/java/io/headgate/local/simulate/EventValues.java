package io.headgate.local.simulate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Makes events of any schema: few different texts per field, so that there is something to group
 * by, and numbers as the contract's rules want them.
 */
final class EventValues {
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int TEXTS = 40;
  private static final int LONGEST_LIST = 3;

  /** A schema may name itself; deeper than this it gets no more of its own. */
  private static final int DEEPEST = 6;

  private final FieldHints hints;
  private final SplittableRandom random;
  private final long eventMicros;

  /**
   * @param random of this one event
   * @param eventMicros its time, since 1970 in UTC
   */
  EventValues(FieldHints hints, SplittableRandom random, long eventMicros) {
    this.hints = hints;
    this.random = random;
    this.eventMicros = eventMicros;
  }

  GenericRecord record(Schema schema) {
    return record(schema, 0);
  }

  private GenericRecord record(Schema schema, int depth) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), field.name(), depth));
    }
    return record;
  }

  private Object value(Schema schema, String field, int depth) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth + 1);
      case UNION -> union(schema, field, depth);
      case ARRAY -> list(schema.getElementType(), field, depth);
      case MAP -> map(schema.getValueType(), field, depth);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case STRING -> text(field);
      case BYTES -> ByteBuffer.wrap(bytes(LONGEST_LIST));
      case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
      case INT -> integer(schema, field);
      case LONG -> time(schema, field);
      case FLOAT -> (float) number(field);
      case DOUBLE -> number(field);
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
    };
  }

  private Object union(Schema union, String field, int depth) {
    List<Schema> types =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    boolean mayBeNull = types.size() < union.getTypes().size();
    if (types.isEmpty() || (mayBeNull && (depth >= DEEPEST || random.nextInt(10) == 0))) {
      return null;
    }
    return value(types.get(random.nextInt(types.size())), field, depth);
  }

  private List<Object> list(Schema type, String field, int depth) {
    List<Object> list = new ArrayList<>();
    for (int left = length(depth); left > 0; left--) {
      list.add(value(type, field, depth + 1));
    }
    return list;
  }

  private Map<String, Object> map(Schema type, String field, int depth) {
    Map<String, Object> map = new HashMap<>();
    for (int left = length(depth); left > 0; left--) {
      map.put("key-" + left, value(type, field, depth + 1));
    }
    return map;
  }

  private int length(int depth) {
    return depth >= DEEPEST ? 0 : random.nextInt(LONGEST_LIST + 1);
  }

  private int integer(Schema schema, String field) {
    return schema.getLogicalType() instanceof LogicalTypes.Date
        ? Math.toIntExact(Math.floorDiv(eventMicros, MICROS_PER_DAY))
        : (int) number(field);
  }

  private Object time(Schema schema, String field) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return eventMicros;
    }
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return Math.floorDiv(eventMicros, 1_000L);
    }
    return (long) number(field);
  }

  private double number(String field) {
    FieldHints.Range range = hints.range(field);
    return range.least() + Math.floor(random.nextDouble() * (range.most() - range.least() + 1));
  }

  private String text(String field) {
    return hints
        .values(field)
        .map(values -> values.get(random.nextInt(values.size())))
        .or(() -> hints.letters(field).map(this::letters))
        .orElseGet(() -> String.format(Locale.ROOT, "%s-%02d", field, skewed()));
  }

  /** The first texts are the most frequent ones. */
  private int skewed() {
    return (int) (TEXTS * random.nextDouble() * random.nextDouble());
  }

  private String letters(FieldHints.Letters letters) {
    // Of one seed per text, so that there are as few of them as of others.
    SplittableRandom text = new SplittableRandom(skewed());
    StringBuilder all = new StringBuilder();
    for (int left = letters.length(); left > 0; left--) {
      all.append(letters.characters().charAt(text.nextInt(letters.characters().length())));
    }
    return all.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
