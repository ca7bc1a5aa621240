package io.headgate.local.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One record of each kind that must not reach raw; its key says which. */
final class BadRecords {
  private static final int UNKNOWN_ID = 987_654;

  private final Schema schema;
  private final int schemaId;

  BadRecords(String schema, int schemaId) {
    this.schema = new Schema.Parser().parse(schema);
    this.schemaId = schemaId;
  }

  /** Value by kind. */
  Map<String, byte[]> values() throws IOException {
    byte[] good = encoded(schemaId, event(Instant.now(), 500));
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("not-avro", "{\"origin\": \"ATL\"}".getBytes(StandardCharsets.UTF_8));
    values.put("unknown-schema", encoded(UNKNOWN_ID, event(Instant.now(), 500)));
    values.put("truncated", Arrays.copyOf(good, good.length - 3));
    values.put("breaks-a-rule", encoded(schemaId, event(Instant.now(), -500)));
    values.put("year-9999", encoded(schemaId, event(Instant.parse("9999-12-31T23:59:59Z"), 500)));
    values.put("empty", new byte[0]);
    return values;
  }

  void send(String bootstrapServers, String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Map.Entry<String, byte[]> each : values().entrySet()) {
        byte[] kind = each.getKey().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, kind, each.getValue())).get();
      }
    }
  }

  private GenericRecord event(Instant scheduledAt, int miles) {
    GenericRecord event = new GenericData.Record(schema);
    event.put("event_id", "bad-" + miles + "-" + scheduledAt);
    event.put("scheduled_at", TimeUnit.SECONDS.toMicros(scheduledAt.getEpochSecond()));
    event.put("delay_minutes", 0);
    event.put("distance_miles", miles);
    event.put("origin", "ATL");
    event.put("destination", "ORD");
    return event;
  }

  private byte[] encoded(int id, GenericRecord event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
