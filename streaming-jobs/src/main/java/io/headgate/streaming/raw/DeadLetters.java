package io.headgate.streaming.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.streaming.stage.ErrorClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Rejected records of one task on their way to {@code <topic>.dlq}: key, value and headers byte for
 * byte, and behind the record's own headers the source position and the reason, in text. At least
 * once: a replayed batch may send them again.
 */
final class DeadLetters {
  /** One producer per brokers and JVM; it lives as long as the JVM. */
  private static final Map<String, Producer<byte[], byte[]>> PRODUCERS = new ConcurrentHashMap<>();

  private final String bootstrapServers;
  private final Map<String, String> topics;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  /**
   * @param topics the dead-letter topic of each topic
   */
  DeadLetters(String bootstrapServers, Map<String, String> topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** Sends without waiting. */
  void send(ConsumerRecord<byte[], byte[]> record, ErrorClass error, String message) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            topics.get(record.topic()), null, record.key(), record.value(), record.headers());
    Headers headers = letter.headers();
    add(headers, "headgate.topic", record.topic());
    add(headers, "headgate.partition", String.valueOf(record.partition()));
    add(headers, "headgate.offset", String.valueOf(record.offset()));
    add(headers, "headgate.timestamp", String.valueOf(record.timestamp()));
    add(headers, "headgate.error-class", error.name());
    add(headers, "headgate.error-message", message);
    sent.add(producer().send(letter));
  }

  /** Returns when the brokers have acknowledged every record. */
  void flush() throws InterruptedException {
    if (sent.isEmpty()) {
      return;
    }
    producer().flush();
    for (Future<RecordMetadata> each : sent) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new HeadgateException(
            ExitCode.DEPENDENCY_DOWN,
            "Cannot send dead letters to %s: %s. Check the brokers at %s, and that headgate apply has made the topics."
                .formatted(topics.values(), e.getCause().getMessage(), bootstrapServers),
            e);
      }
    }
  }

  private Producer<byte[], byte[]> producer() {
    return PRODUCERS.computeIfAbsent(
        bootstrapServers,
        servers ->
            new KafkaProducer<>(
                Map.<String, Object>of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                    ProducerConfig.CLIENT_ID_CONFIG, "headgate-dead-letters",
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
