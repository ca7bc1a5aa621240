package io.headgate.local.deadletters;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Topics, read by offset. */
final class SourceTopics implements AutoCloseable {
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String bootstrapServers;
  private final KafkaConsumer<byte[], byte[]> consumer;

  SourceTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // A replay is never part of a transaction, and must not hide behind one of others
                // that is still open.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                8 * 1024 * 1024,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                20_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** The partitions that exist of these topics; none of a topic that does not. */
  Set<TopicPartition> partitions(Collection<String> topics) {
    return topics.stream()
        .flatMap(topic -> asked(() -> consumer.partitionsFor(topic)).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .collect(Collectors.toSet());
  }

  /** What each partition holds now. */
  Map<TopicPartition, OffsetSpan> spans(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> firsts = asked(() -> consumer.beginningOffsets(partitions));
    Map<TopicPartition, Long> ends = asked(() -> consumer.endOffsets(partitions));
    Map<TopicPartition, OffsetSpan> spans = new HashMap<>();
    firsts.forEach(
        (partition, first) -> spans.put(partition, new OffsetSpan(first, ends.get(partition))));
    return spans;
  }

  /** Gives every record of these spans. */
  void read(
      Map<TopicPartition, OffsetSpan> spans,
      Consumer<ConsumerRecord<byte[], byte[]>> reader,
      Progress progress) {
    long all = spans.values().stream().mapToLong(OffsetSpan::offsets).sum();
    if (all == 0) {
      return;
    }
    consumer.assign(spans.keySet());
    spans.forEach((partition, span) -> consumer.seek(partition, span.from()));
    long left = all;
    long movedAt = System.nanoTime();
    while (left > 0) {
      ConsumerRecords<byte[], byte[]> records = asked(() -> consumer.poll(POLL));
      for (ConsumerRecord<byte[], byte[]> record : records) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < spans.get(partition).until()) {
          reader.accept(record);
        }
      }
      long now = left(spans);
      if (now < left) {
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
        throw down("it sent nothing for " + PATIENCE.toSeconds() + " s", null);
      }
      left = now;
      progress.at(all - left, all);
    }
  }

  /** Offsets, not records: transactions and compaction leave holes. */
  private long left(Map<TopicPartition, OffsetSpan> spans) {
    long left = 0;
    for (Map.Entry<TopicPartition, OffsetSpan> span : spans.entrySet()) {
      long position = asked(() -> consumer.position(span.getKey()));
      left += Math.max(0, span.getValue().until() - position);
    }
    return left;
  }

  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (KafkaException e) {
      throw down(e.getMessage(), e);
    }
  }

  private HeadgateException down(String reason, KafkaException cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot read the topics of the dead letters at %s: %s. Look at `headgate status` and `headgate logs kafka`, and run it again."
            .formatted(bootstrapServers, reason),
        cause);
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
