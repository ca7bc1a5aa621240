package io.headgate.streaming.source;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of one topic partition, with the records that it has fetched and nobody has read. It
 * is assigned for good; its position moves on from range to range.
 */
final class KeptConsumer {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ConsumerSettings settings;
  private final TopicPartition partition;
  private final Consumer<byte[], byte[]> consumer;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
  @Nullable private ConsumerRecord<byte[], byte[]> head;
  private OffsetRange range;

  /** Every record before it was read, or is none. */
  private long position = -1;

  KeptConsumer(ConsumerSettings settings, OffsetRange range) {
    this.settings = settings;
    this.partition = new TopicPartition(range.topic(), range.partition());
    this.range = range;
    this.consumer = new KafkaConsumer<>(config(settings));
    consumer.assign(List.of(partition));
  }

  ConsumerSettings settings() {
    return settings;
  }

  TopicPartition partition() {
    return partition;
  }

  long position() {
    return position;
  }

  /** Makes the next record the first of the range; seeks only when it is not there already. */
  void moveTo(OffsetRange next) {
    range = next;
    if (position != next.from()) {
      fetched = Collections.emptyIterator();
      head = null;
      consumer.seek(partition, next.from());
      position = next.from();
    }
  }

  /**
   * Whether a record with a lower offset follows; records from there on stay for the next range.
   */
  boolean hasNextBefore(long until) {
    if (head == null) {
      if (!fetched.hasNext()) {
        fetch(until);
      }
      if (!fetched.hasNext()) {
        return false;
      }
      head = fetched.next();
    }
    if (head.offset() >= until) {
      position = until;
      return false;
    }
    return true;
  }

  ConsumerRecord<byte[], byte[]> next() {
    ConsumerRecord<byte[], byte[]> record = head;
    if (record == null) {
      throw new NoSuchElementException();
    }
    head = null;
    position = record.offset() + 1;
    return record;
  }

  /** Polls until there are records, or it is known that no more come before {@code until}. */
  private void fetch(long until) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!fetched.hasNext() && position < until) {
      poll();
      if (!fetched.hasNext() && position < range.until() && System.nanoTime() > deadline) {
        throw silent();
      }
    }
  }

  private void poll() {
    try {
      fetched = consumer.poll(POLL).records(partition).iterator();
      if (!fetched.hasNext()) {
        // The consumer steps over markers and aborted records by itself.
        position = Math.min(consumer.position(partition), range.until());
      }
    } catch (OffsetOutOfRangeException e) {
      throw new OffsetsLostException(range, position, e);
    }
  }

  private HeadgateException silent() {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot read offset %d of %s: the brokers at %s gave nothing for %s. Start them, or look for a transaction that never ends."
            .formatted(position, partition, settings.bootstrapServers(), PATIENCE));
  }

  void close() {
    consumer.close(Duration.ZERO);
  }

  private static Map<String, Object> config(ConsumerSettings settings) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        settings.bootstrapServers(),
        // So that brokers show who reads.
        ConsumerConfig.CLIENT_ID_CONFIG,
        "headgate-%s-%d".formatted(settings.query().replace(':', '-'), COUNT.incrementAndGet()),
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        settings.isolationLevel(),
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        // Loss is told, never skipped.
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "none",
        // A topic that was deleted must not come back by asking for it.
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        8 * 1024 * 1024,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        20_000,
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class);
  }
}
