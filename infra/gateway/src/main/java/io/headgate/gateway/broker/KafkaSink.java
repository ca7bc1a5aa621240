package io.headgate.gateway.broker;

import dev.failsafe.CircuitBreaker;
import io.headgate.http.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The way into Kafka: one idempotent producer that counts a record as stored when all replicas in
 * sync have it, and never holds more than a bound. While the brokers are away it lets one request
 * through now and then, and tells the others at once.
 */
public final class KafkaSink implements AutoCloseable {
  /** After it a record that was not acknowledged has failed. */
  public static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(2);
  private static final int BATCH_BYTES = 128 << 10;

  private final Producer<byte[], byte[]> producer;
  private final long bound;
  private final AtomicLong held = new AtomicLong();
  private final CircuitBreaker<Object> brokers =
      CircuitBreaker.builder().withFailureThreshold(1).withDelay(LOOK_AGAIN).build();

  /**
   * @param bound bytes that wait for acknowledgement at most
   */
  public KafkaSink(String bootstrapServers, long bound) {
    this.bound = bound;
    this.producer =
        new KafkaProducer<>(
            Map.<String, Object>ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "headgate-gateway"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 2),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES),
                // Twice the bound, as it is handed out in whole batches: a request is refused
                // before it would have to wait for memory.
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * bound + (8 << 20)),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK.toMillis()),
                Map.entry(
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_TIMEOUT.toMillis()),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis())),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Takes room for a request's records, or refuses it. */
  Room open(long bytes) {
    if (held.addAndGet(bytes) > bound) {
      held.addAndGet(-bytes);
      throw tooMuch(
          String.format(
              Locale.ROOT, "%,d bytes wait for Kafka's acknowledgement already", held.get()));
    }
    if (!brokers.tryAcquirePermit()) {
      held.addAndGet(-bytes);
      throw away();
    }
    return new Room(bytes);
  }

  /** The refusal of a request for which there is no room. */
  public static Problem tooMuch(String why) {
    return new Problem(
        429,
        "Backpressure",
        "Kafka takes less than is sent: %s. Try again in 1 s.".formatted(why),
        Map.of("reason", "backpressure", "retry_after_seconds", 1L));
  }

  private static Problem away() {
    return new Problem(
        503,
        "Broker away",
        "Kafka does not acknowledge events. Try again in 1 s; nothing of this request was taken.",
        Map.of("reason", "broker_away", "retry_after_seconds", 1L));
  }

  /** Whether the last request that Kafka was asked for went through. */
  public boolean isOpen() {
    return !brokers.isOpen();
  }

  /** Bytes that wait for acknowledgement. */
  public long heldBytes() {
    return held.get();
  }

  /** Room for the records of one request; closed when all of them have ended. */
  final class Room implements AutoCloseable {
    private final long bytes;

    private Room(long bytes) {
      this.bytes = bytes;
    }

    /** Completes when the record is with all replicas in sync, and fails when it may not be. */
    CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
      CompletableFuture<Void> stored = new CompletableFuture<>();
      try {
        var unused =
            producer.send(
                record,
                (place, e) -> {
                  if (e == null) {
                    stored.complete(null);
                  } else {
                    stored.completeExceptionally(e);
                  }
                });
      } catch (RuntimeException e) {
        stored.completeExceptionally(e);
      }
      return stored;
    }

    /** Says whether Kafka acknowledged what it was sent. */
    void report(boolean acknowledged) {
      if (acknowledged) {
        brokers.recordSuccess();
      } else {
        brokers.recordFailure();
      }
    }

    @Override
    public void close() {
      held.addAndGet(-bytes);
    }
  }

  /** Sends what is under way, as far as Kafka takes it soon. */
  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
