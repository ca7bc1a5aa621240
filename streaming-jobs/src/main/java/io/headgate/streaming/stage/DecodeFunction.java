package io.headgate.streaming.stage;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Topic and value to {@code struct<event, schema_id, error_class, error_message>}. */
final class DecodeFunction implements UDF2<String, byte[], Row> {
  private static final long serialVersionUID = 1L;

  private final String registryUrl;

  /** Reader schema per topic; Avro's own class travels badly, so as JSON. */
  private final HashMap<String, String> schemas;

  @Nullable private transient Map<String, Topic> topics;

  DecodeFunction(String registryUrl, Map<String, String> schemas) {
    this.registryUrl = registryUrl;
    this.schemas = new HashMap<>(schemas);
  }

  static StructType type(StructType event) {
    return new StructType()
        .add("event", event)
        .add("schema_id", DataTypes.IntegerType)
        .add("error_class", DataTypes.StringType)
        .add("error_message", DataTypes.StringType);
  }

  @Override
  public Row call(String topicName, @Nullable byte[] value) {
    if (topics == null) {
      topics = new HashMap<>();
    }
    Topic topic = topics.computeIfAbsent(topicName, this::open);
    Decoded decoded = topic.decoder().decode(value);
    return RowFactory.create(
        decoded.event() == null ? null : topic.rows().apply(decoded.event()),
        decoded.schemaId(),
        decoded.error() == null ? null : decoded.error().name(),
        decoded.message());
  }

  private Topic open(String name) {
    Schema reader = new Schema.Parser().parse(schemas.get(name));
    return new Topic(
        new EventDecoder(reader, RegistryWriterSchemas.at(registryUrl)), AvroValues.rows(reader));
  }

  private record Topic(EventDecoder decoder, Function<GenericRecord, Row> rows) {}
}
