package io.headgate.streaming.stage.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.apply.EventColumns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.AvroDeserializer;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** Spark's own Avro reader, on what Avro's resolver read, is the truth. */
class EventReaderTest {
  /** Every type that an event may hold. */
  private static final Schema ALL =
      record(
          """
          {"name": "text", "type": "string"},
          {"name": "flag", "type": "boolean"},
          {"name": "number", "type": "int"},
          {"name": "large", "type": "long"},
          {"name": "single", "type": "float"},
          {"name": "ratio", "type": "double"},
          {"name": "raw", "type": "bytes"},
          {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
          {"name": "day", "type": {"type": "int", "logicalType": "date"}},
          {"name": "at_micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "at_millis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "local_micros", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
          {"name": "local_millis", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 3}},
          {"name": "fixed_price", "type": {"type": "fixed", "name": "Price", "size": 16, "logicalType": "decimal", "precision": 30, "scale": 2}},
          {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["ON_TIME", "LATE", "GONE"]}},
          {"name": "maybe", "type": ["null", "string"]},
          {"name": "maybe_number", "type": ["double", "null"]},
          {"name": "codes", "type": {"type": "array", "items": "string"}},
          {"name": "maybe_codes", "type": ["null", {"type": "array", "items": ["null", "long"]}]},
          {"name": "labels", "type": {"type": "map", "values": "int"}},
          {"name": "leg", "type": {"type": "record", "name": "Leg", "fields": [
            {"name": "origin", "type": "string"},
            {"name": "miles", "type": ["null", "int"]},
            {"name": "stops", "type": {"type": "array", "items": {"type": "record", "name": "Stop", "fields": [
              {"name": "code", "type": "string"}, {"name": "minutes", "type": "int"}]}}}]}},
          {"name": "maybe_leg", "type": ["null", "Leg"]},
          {"name": "legs_by_day", "type": {"type": "map", "values": {"type": "array", "items": "Leg"}}}
          """);

  private final Random random = new Random(7);

  @Test
  void everyTypeIsReadAsSparkReadsIt() throws IOException {
    StructType columns = EventColumns.of(ALL);
    EventReader reader = EventReader.of(ALL, ALL, columns);
    InternalRow row = new SpecificInternalRow(columns);

    for (int i = 0; i < 500; i++) {
      byte[] value = bytes((GenericRecord) any(ALL));
      reader.read(value, 0, row);
      assertThat(scala(row, columns)).isEqualTo(expected(value, ALL, ALL, columns));
    }
  }

  @Test
  void onlyTheFieldsThatHaveAColumnAreRead() throws IOException {
    StructType all = EventColumns.of(ALL);
    for (String name : all.fieldNames()) {
      StructType one = new StructType().add(all.apply(name));
      EventReader reader = EventReader.of(ALL, ALL, one);
      InternalRow row = new SpecificInternalRow(one);
      byte[] value = bytes((GenericRecord) any(ALL));

      reader.read(value, 0, row);

      Object expected = expected(value, ALL, ALL, all).get(all.fieldIndex(name));
      assertThat(scala(row, one)).as(name).isEqualTo(Arrays.asList(expected));
    }
  }

  @Test
  void whatIsNotReadIsCheckedAllTheSame() throws IOException {
    StructType all = EventColumns.of(ALL);
    EventReader whole = EventReader.of(ALL, ALL, all);
    EventReader part = EventReader.of(ALL, ALL, new StructType().add(all.apply("number")));
    InternalRow wide = new SpecificInternalRow(all);
    InternalRow narrow = new SpecificInternalRow(new StructType().add(all.apply("number")));
    int refused = 0;

    for (int i = 0; i < 20_000; i++) {
      byte[] value = bytes((GenericRecord) any(ALL));
      value[random.nextInt(value.length)] = (byte) random.nextInt();
      boolean readable = reads(whole, value, wide);
      assertThat(reads(part, value, narrow)).isEqualTo(readable);
      refused += readable ? 0 : 1;
    }

    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    StructType columns = EventColumns.of(ALL);
    EventReader reader = EventReader.of(ALL, ALL, columns);
    InternalRow row = new SpecificInternalRow(columns);
    byte[] value = bytes((GenericRecord) any(ALL));

    for (int length = 0; length < value.length; length++) {
      assertThat(reads(reader, Arrays.copyOf(value, length), row)).as("%d bytes", length).isFalse();
    }
    assertThatThrownBy(() -> reader.read(Arrays.copyOf(value, value.length + 1), 0, row))
        .isInstanceOf(MalformedAvroException.class)
        .hasMessage("bytes follow the record");
  }

  @Test
  void anOlderSchemaIsReadWithDefaultsAliasesAndPromotions() throws IOException {
    Schema older =
        record(
            """
            {"name": "id", "type": "string"},
            {"name": "delay", "type": "int"},
            {"name": "gone", "type": {"type": "array", "items": "string"}},
            {"name": "speed", "type": "float"},
            {"name": "miles", "type": "int"},
            {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["A", "B", "C"]}},
            {"name": "blob", "type": "bytes"}
            """);
    Schema newer =
        record(
            """
            {"name": "speed", "type": "double"},
            {"name": "delay_minutes", "type": "long", "aliases": ["delay"]},
            {"name": "gate", "type": ["null", "string"], "default": null},
            {"name": "carrier", "type": "string", "default": "none"},
            {"name": "tags", "type": {"type": "map", "values": "int"}, "default": {"a": 1}},
            {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 1}, "default": "\\u0001"},
            {"name": "id", "type": ["null", "string"]},
            {"name": "miles", "type": ["null", "double"]},
            {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["B", "A", "OTHER"], "default": "OTHER"}},
            {"name": "blob", "type": "string"}
            """);
    StructType columns = EventColumns.of(newer);
    EventReader reader = EventReader.of(older, newer, columns);
    InternalRow row = new SpecificInternalRow(columns);

    for (int i = 0; i < 50; i++) {
      GenericRecord event = (GenericRecord) any(older);
      event.put("blob", ByteBuffer.wrap(new byte[] {'b', 'l', (byte) ('0' + i % 10)}));
      byte[] value = bytes(event);
      reader.read(value, 0, row);
      assertThat(scala(row, columns)).isEqualTo(expected(value, older, newer, columns));
    }
  }

  @Test
  void aColumnMayBeWiderThanItsFieldAndAColumnWithoutFieldIsNull() throws IOException {
    Schema narrow =
        record(
            "{\"name\": \"number\", \"type\": \"int\"}, {\"name\": \"ratio\", \"type\": [\"null\", \"float\"]}");
    StructType columns =
        new StructType()
            .add("other", DataTypes.StringType)
            .add("ratio", DataTypes.DoubleType)
            .add("number", DataTypes.LongType);
    InternalRow row = new SpecificInternalRow(columns);
    row.update(0, UTF8String.fromString("of the event before"));
    GenericRecord event = new GenericData.Record(narrow);
    event.put("number", -7);
    event.put("ratio", 0.5f);

    EventReader.of(narrow, narrow, columns).read(bytes(event), 0, row);

    assertThat(scala(row, columns)).containsExactly(null, 0.5d, -7L);
  }

  @Test
  void millisecondsThatMicrosecondsCannotHoldStayAtTheEnd() throws IOException {
    Schema schema =
        record(
            "{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}}");
    StructType columns = EventColumns.of(schema);
    InternalRow row = new SpecificInternalRow(columns);
    for (long millis : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
      GenericRecord event = new GenericData.Record(schema);
      event.put("at", millis);
      EventReader.of(schema, schema, columns).read(bytes(event), 0, row);
      assertThat(row.getLong(0)).isEqualTo(millis);
    }
  }

  @Test
  void whatIsNoUtf8IsMended() throws IOException {
    Schema schema = record("{\"name\": \"text\", \"type\": \"string\"}");
    StructType columns = EventColumns.of(schema);
    InternalRow row = new SpecificInternalRow(columns);

    EventReader.of(schema, schema, columns).read(new byte[] {6, 'a', (byte) 0xC3, 'b'}, 0, row);

    assertThat(row.getUTF8String(0)).hasToString("a\uFFFDb");
  }

  @Test
  void aWrittenFieldThatHoldsItselfIsSteppedOver() throws IOException {
    Schema writer =
        record(
            """
            {"name": "tree", "type": {"type": "record", "name": "Tree", "fields": [
              {"name": "label", "type": "string"},
              {"name": "children", "type": {"type": "array", "items": "Tree"}}]}},
            {"name": "id", "type": "string"}
            """);
    Schema reader = record("{\"name\": \"id\", \"type\": \"string\"}");
    Schema tree = writer.getField("tree").schema();
    GenericRecord leaf = new GenericData.Record(tree);
    leaf.put("label", "leaf");
    leaf.put("children", List.of());
    GenericRecord root = new GenericData.Record(tree);
    root.put("label", "root");
    root.put("children", List.of(leaf, leaf));
    GenericRecord event = new GenericData.Record(writer);
    event.put("tree", root);
    event.put("id", "a");
    StructType columns = EventColumns.of(reader);
    InternalRow row = new SpecificInternalRow(columns);

    EventReader.of(writer, reader, columns).read(bytes(event), 0, row);

    assertThat(row.getUTF8String(0)).hasToString("a");
  }

  private static boolean reads(EventReader reader, byte[] value, InternalRow row) {
    try {
      reader.read(value, 0, row);
      return true;
    } catch (MalformedAvroException e) {
      return false;
    }
  }

  private static Schema record(String fields) {
    return new Schema.Parser()
        .parse("{\"type\": \"record\", \"name\": \"Event\", \"fields\": [" + fields + "]}");
  }

  private static byte[] bytes(GenericRecord event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static List<Object> expected(
      byte[] value, Schema writer, Schema reader, StructType columns) throws IOException {
    Object event =
        new GenericDatumReader<>(writer, reader)
            .read(null, DecoderFactory.get().binaryDecoder(value, null));
    Object row = new AvroDeserializer(reader, columns, "CORRECTED", false).deserialize(event).get();
    return scala((InternalRow) row, columns);
  }

  /** As values that can be compared. */
  private static List<Object> scala(InternalRow row, StructType columns) {
    Row values = (Row) CatalystTypeConverters.createToScalaConverter(columns).apply(row);
    return Arrays.asList(comparable(values).toArray());
  }

  private static List<Object> comparable(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = comparable(row.get(i));
    }
    return Arrays.asList(values);
  }

  private static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    return value instanceof Row row ? comparable(row) : value;
  }

  private Object any(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> random.nextBoolean();
      case INT -> schema.getLogicalType() == null ? random.nextInt() : random.nextInt(50_000);
      case LONG ->
          schema.getLogicalType() == null
              ? random.nextLong() >> random.nextInt(64)
              : random.nextLong() >> 12;
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextGaussian();
      case STRING -> "größe-ı-".substring(random.nextInt(8)) + random.nextInt();
      case BYTES -> ByteBuffer.wrap(number(1 + random.nextInt(4)));
      case FIXED -> new GenericData.Fixed(schema, fixed(schema.getFixedSize()));
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case UNION -> any(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
      case ARRAY ->
          random.ints(random.nextInt(4)).mapToObj(i -> any(schema.getElementType())).toList();
      case MAP ->
          random.nextBoolean()
              ? Map.of()
              : Map.of("a", any(schema.getValueType()), "b", any(schema.getValueType()));
      case RECORD -> {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.name(), any(field.schema())));
        yield record;
      }
    };
  }

  private byte[] number(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Small enough for a decimal of 30 digits. */
  private byte[] fixed(int length) {
    byte[] bytes = number(length);
    Arrays.fill(bytes, 0, length / 2, (byte) 0);
    return bytes;
  }
}
