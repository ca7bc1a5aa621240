package io.headgate.local.deadletters;

import io.headgate.platform.job.HeadgateException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads the topics that letters came from, from the first letter on. A replay goes to the partition
 * of its original, so whatever was replayed stands behind it there. Timestamps cannot shorten this:
 * a replayed record keeps that of its original.
 */
final class SourceScan {
  private final SourceTopics topics;
  private final Map<Position, Instant> letters;
  private final Map<Position, Integer> attempts = new HashMap<>();
  private final Map<Position, SourceTrail.Copy> copies = new HashMap<>();
  private final Set<TopicPartition> madeAnew = new HashSet<>();

  private SourceScan(SourceTopics topics, Collection<LetterPlace> letters) {
    this.topics = topics;
    this.letters =
        letters.stream()
            .collect(
                Collectors.toMap(LetterPlace::position, LetterPlace::brokerAt, (one, same) -> one));
  }

  /**
   * Follows the letters up to what the topics hold now.
   *
   * @param progress records read, of how many
   * @throws HeadgateException when Kafka does not answer
   */
  static SourceTrail of(SourceTopics topics, Collection<LetterPlace> letters, Progress progress) {
    return new SourceScan(topics, letters).run(progress);
  }

  private SourceTrail run(Progress progress) {
    Map<TopicPartition, Long> firsts = new TreeMap<>(SourceTopics.ORDER);
    letters.keySet().forEach(each -> firsts.merge(each.topicPartition(), each.offset(), Math::min));
    Set<TopicPartition> existing =
        topics.partitions(
            firsts.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
    firsts.keySet().retainAll(existing);
    Map<TopicPartition, OffsetSpan> all = topics.spans(firsts.keySet());
    Map<TopicPartition, OffsetSpan> wanted = new HashMap<>();
    firsts.forEach((partition, first) -> wanted.put(partition, all.get(partition).from(first)));
    letters.keySet().stream()
        .filter(each -> all.containsKey(each.topicPartition()))
        .filter(each -> each.offset() >= all.get(each.topicPartition()).until())
        .forEach(each -> madeAnew.add(each.topicPartition()));
    topics.read(wanted, this::follow, progress);
    readWhatWasMadeAnew(all, wanted, progress);
    copies.keySet().removeIf(position -> madeAnew.contains(position.topicPartition()));
    return new SourceTrail(existing, attempts, copies);
  }

  /** A topic that was deleted and made again holds the replays anywhere, and no original. */
  private void readWhatWasMadeAnew(
      Map<TopicPartition, OffsetSpan> all,
      Map<TopicPartition, OffsetSpan> read,
      Progress progress) {
    Map<TopicPartition, OffsetSpan> rest = new HashMap<>();
    madeAnew.forEach(
        partition ->
            rest.put(
                partition, new OffsetSpan(all.get(partition).from(), read.get(partition).from())));
    topics.read(rest, this::follow, progress);
  }

  private void follow(ConsumerRecord<byte[], byte[]> record) {
    Position position = new Position(record.topic(), record.partition(), record.offset());
    ReplayMark.of(record.headers()).ifPresent(mark -> follow(mark, position));
    Instant brokerAt = letters.get(position);
    if (brokerAt == null) {
      return;
    }
    if (brokerAt.toEpochMilli() != record.timestamp()) {
      madeAnew.add(position.topicPartition());
    }
    copies.put(
        position,
        new SourceTrail.Copy(
            List.<Header>of(record.headers().toArray()),
            record.value() != null && record.value().length == 0));
  }

  private void follow(ReplayMark mark, Position position) {
    Position original = mark.original();
    attempts.merge(original, mark.attempt(), Math::max);
    // A replay stands behind its original, unless that stood in an earlier topic of the name.
    if (original.topicPartition().equals(position.topicPartition())
        && original.offset() >= position.offset()) {
      madeAnew.add(position.topicPartition());
    }
  }
}
