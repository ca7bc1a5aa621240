package io.headgate.local.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.local.replay.WireFormat;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends straight to Kafka, as a producer with a client of its own does. */
final class KafkaSender implements EventSender {
  private static final byte[] NOT_AVRO = "{\"this\": \"is no Avro\"}".getBytes(UTF_8);

  private final String bootstrapServers;
  private final Producer<String, byte[]> producer;
  private final Map<Integer, WireFormat> formats = new HashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  KafkaSender(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                20),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void send(List<SimulatedEvent> events) {
    for (SimulatedEvent event : events) {
      byte[] value =
          event.kind() == EventKind.UNDECODABLE
              ? NOT_AVRO
              : formats.computeIfAbsent(event.schemaId(), WireFormat::new).encode(event.fields());
      var unused =
          producer.send(
              new ProducerRecord<>(
                  event.topic(), null, event.sentAt().toEpochMilli(), event.id(), value),
              (place, refused) -> failure.compareAndSet(null, refused));
    }
    failIfRefused();
  }

  @Override
  public void flush() {
    producer.flush();
    failIfRefused();
  }

  private void failIfRefused() {
    Exception refused = failure.get();
    if (refused != null) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot send events to Kafka at %s: %s. Look at `headgate status` and `headgate logs kafka`."
              .formatted(bootstrapServers, refused.getMessage()),
          refused);
    }
  }

  @Override
  public String answered() {
    return "";
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
