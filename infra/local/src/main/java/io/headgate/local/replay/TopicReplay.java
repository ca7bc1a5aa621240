package io.headgate.local.replay;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends recorded events to a topic in the order of their arrival: the past as fast as the broker
 * takes it, what arrives later when it is due. The broker's timestamp of a record is its arrival.
 */
final class TopicReplay implements AutoCloseable {
  private final String topic;
  private final String keyField;
  private final Clock clock;
  private final Producer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  TopicReplay(String bootstrapServers, String topic, String keyField, Clock clock) {
    this.topic = requireNonNull(topic);
    this.keyField = requireNonNull(keyField);
    this.clock = requireNonNull(clock);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                131_072,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                30_000),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends the cursor's events that arrive before {@code end}, waiting for those that are not due
   * yet.
   *
   * @param progress told how many events were sent so far
   * @return how many events the broker has acknowledged
   * @throws HeadgateException when the broker refuses an event or does not answer
   */
  long send(ReplayCursor events, WireFormat format, Instant end, LongConsumer progress)
      throws SQLException, InterruptedException {
    long sent = 0;
    while (events.next()) {
      ReplayEvent next = events.current();
      if (!next.arrivesAt().isBefore(end)) {
        break;
      }
      waitUntil(next.arrivesAt());
      send(next, format);
      failIfRefused();
      sent++;
      progress.accept(sent);
    }
    producer.flush();
    failIfRefused();
    return sent;
  }

  /** The callback, not the future, keeps the first refusal. */
  private void send(ReplayEvent next, WireFormat format) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                null,
                next.arrivesAt().toEpochMilli(),
                String.valueOf(next.event().get(keyField)),
                format.encode(next.event())),
            (metadata, refused) -> failure.compareAndSet(null, refused));
  }

  private void waitUntil(Instant due) throws InterruptedException {
    Duration ahead = Duration.between(clock.instant(), due);
    if (ahead.compareTo(Duration.ZERO) > 0) {
      producer.flush();
      Thread.sleep(ahead.toMillis());
    }
  }

  private void failIfRefused() {
    Exception refused = failure.get();
    if (refused != null) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot send events to topic "
              + topic
              + ": "
              + refused.getMessage()
              + ". Look at `headgate status` and `headgate logs kafka`; then run the replay again, duplicates are dropped"
              + " by event id.",
          refused);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
