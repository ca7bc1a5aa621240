package io.headgate.datafaults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends departures to the topic, in Avro or in what a broken producer makes of it. */
final class Wire {
  private static final int NOBODY_KNOWS = 999_999;
  private static final Schema OTHER =
      SchemaBuilder.record("Departure")
          .namespace("io.headgate.datafaults")
          .fields()
          .requiredString("event_id")
          .requiredBoolean("scheduled_at")
          .endRecord();

  private final String bootstrapServers;
  private final String topic;
  private final Schema schema;
  private final int schemaId;
  private final int otherId;

  Wire(String bootstrapServers, String topic, RegistryClient registry) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    SchemaVersion version = registry.schemas().latest(topic).orElseThrow();
    this.schema = new Schema.Parser().parse(version.definition());
    this.schemaId = version.schemaId();
    // An id is one everywhere, so a producer may use what the topic's subject would refuse.
    this.otherId =
        registry
            .schemas()
            .register("elsewhere." + topic, OTHER.toString(), Compatibility.NONE)
            .schemaId();
  }

  /** Sends in order; returns how many the broker has taken. */
  int send(List<Departure> departures) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Departure departure : departures) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic,
                    0,
                    departure.sentAt().toEpochMilli(),
                    departure.origin().getBytes(UTF_8),
                    value(departure))));
      }
      for (Future<RecordMetadata> each : sent) {
        RecordMetadata unused = each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return sent.size();
  }

  private byte[] value(Departure departure) {
    byte[] right = avro(schemaId, departure.in(schema));
    String how = departure.bytes() == null ? "right" : departure.bytes();
    return switch (how) {
      case "right" -> right;
      case "garbage" -> departure.eventId().getBytes(UTF_8);
      case "empty" -> new byte[0];
      case "cut" -> Arrays.copyOf(right, right.length / 2);
      case "unknown" -> avro(NOBODY_KNOWS, departure.in(schema));
      case "incompatible" -> avro(otherId, other(departure));
      default -> throw new IllegalArgumentException("No way to spoil bytes: " + how);
    };
  }

  private static GenericRecord other(Departure departure) {
    GenericRecord event = new GenericData.Record(OTHER);
    event.put("event_id", departure.eventId());
    event.put("scheduled_at", true);
    return event;
  }

  private static byte[] avro(int schemaId, GenericRecord event) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(0);
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(schemaId).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
