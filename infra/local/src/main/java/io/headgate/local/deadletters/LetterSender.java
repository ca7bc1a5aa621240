package io.headgate.local.deadletters;

import dev.failsafe.RateLimiter;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends letters back to where they came from, at a bounded rate. */
final class LetterSender implements AutoCloseable {
  /** More than any broker takes by default, so that what was taken once is taken again. */
  private static final int LARGEST_REQUEST = 64 * 1024 * 1024;

  private final KafkaProducer<byte[], byte[]> producer;
  private final RateLimiter<Object> rate;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * Opens a producer.
   *
   * @param perSecond most letters that are sent in a second, at least 1
   */
  LetterSender(String bootstrapServers, int perSecond) {
    this.rate = RateLimiter.smoothBuilder(perSecond, Duration.ofSeconds(1)).build();
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
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                LARGEST_REQUEST,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * LARGEST_REQUEST,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                30_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends one letter to its topic and partition, with its own key, value, timestamp and headers,
   * and the mark in addition; waits while the rate is exceeded.
   *
   * @throws HeadgateException when the broker has refused this letter or an earlier one
   */
  void send(DeadLetter letter, SourceTrail trail, ReplayMark mark) {
    failIfRefused();
    awaitPermit();
    List<Header> headers = new ArrayList<>();
    trail.headers(letter).orElse(List.of()).stream()
        .filter(header -> !ReplayMark.isMark(header))
        .forEach(headers::add);
    headers.addAll(mark.headers());
    // The callback, not the future, keeps the first refusal.
    var unused =
        producer.send(
            new ProducerRecord<>(
                letter.position().topic(),
                letter.position().partition(),
                letter.brokerAt().toEpochMilli(),
                letter.keyBytes().orElse(null),
                trail.value(letter).orElse(null),
                headers),
            (metadata, refused) -> failure.compareAndSet(null, refused));
  }

  private void awaitPermit() {
    try {
      rate.acquirePermit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot go on with the replay: it was interrupted. Run it again: what was sent is not sent twice.",
          e);
    }
  }

  /** Returns when the brokers have acknowledged everything. */
  void flush() {
    producer.flush();
    failIfRefused();
  }

  private void failIfRefused() {
    Exception refused = failure.get();
    if (refused != null) {
      boolean down = refused instanceof RetriableException;
      throw new HeadgateException(
          down ? ExitCode.DEPENDENCY_DOWN : ExitCode.BAD_CONFIGURATION,
          "Cannot send dead letters back: %s. %s, and run the replay again: what was sent is not sent twice."
              .formatted(
                  refused.getMessage(),
                  down ? "Look at `headgate status`" : "Correct the topic's settings"),
          refused);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
