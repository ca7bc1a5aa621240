package io.headgate.local.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.local.replay.WireFormat;
import io.headgate.platform.registry.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Parcels that are sent without a pause, in order, over the last days. */
final class ParcelTraffic implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int DAYS = 4;

  private final Map<String, Integer> gramsByEvent = new ConcurrentHashMap<>();
  private final Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledFuture<?> sending;
  private Writer writer;
  private int count;

  private record Writer(Schema schema, WireFormat format) {
    static Writer of(SchemaVersion version) {
      return new Writer(
          new Schema.Parser().parse(version.definition()), new WireFormat(version.schemaId()));
    }
  }

  ParcelTraffic(String bootstrapServers, SchemaVersion schema) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    writer = Writer.of(schema);
    sending =
        timer.scheduleAtFixedRate(
            this::send, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends what follows in this schema; answers with the first event that is. */
  String use(SchemaVersion schema) throws Exception {
    return timer
        .submit(
            () -> {
              writer = Writer.of(schema);
              return next();
            })
        .get();
  }

  /** Sends one more event, and answers with its id. */
  String another() throws Exception {
    return timer.submit(this::next).get();
  }

  /** Sends no more; answers with all that was sent. */
  Map<String, Integer> stop() throws Exception {
    if (sending.isDone()) {
      // It ends by itself only when it has failed.
      sending.get();
    }
    timer.shutdown();
    if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("The broker takes nothing");
    }
    producer.flush();
    return Map.copyOf(gramsByEvent);
  }

  private void send() {
    String unused = next();
  }

  private String next() {
    int number = ++count;
    GenericRecord parcel = new GenericData.Record(writer.schema());
    String id = "parcel-%07d".formatted(number);
    Instant sentAt = midnight.minus(Duration.ofDays(number % DAYS)).plusMillis(number);
    parcel.put("event_id", id);
    parcel.put("sent_at", ChronoUnit.MICROS.between(Instant.EPOCH, sentAt));
    for (String name : new String[] {"weight", "grams"}) {
      if (writer.schema().getField(name) != null) {
        parcel.put(name, number % 1_000);
      }
    }
    var unused =
        producer.send(
            new ProducerRecord<>(
                Parcels.TOPIC, id.getBytes(UTF_8), writer.format().encode(parcel)));
    gramsByEvent.put(id, number % 1_000);
    return id;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close();
  }
}
