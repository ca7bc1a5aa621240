package io.headgate.streaming.kafka;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.StreamContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** Lets a query read only what is whole: the topics that it knows, without a gap. */
public final class SourceGuard {
  private final String bootstrapServers;
  private final List<String> topics;
  private final KnownTopics known;
  private final LostOffsets lost;
  private final Supplier<List<OffsetRange>> acceptedGaps;
  private final Clock clock;

  private SourceGuard(StreamContext context, String query, KnownTopics known) {
    PipelineContract contract = context.contract();
    RegistryClient registry = context.registry();
    this.bootstrapServers = context.settings().kafkaBootstrapServers();
    this.topics = contract.sources().stream().map(Source::topic).toList();
    this.known = known;
    this.lost = new LostOffsets(query, contract.name());
    // Asked only when something is missing.
    this.acceptedGaps =
        () ->
            registry.gaps(contract.name()).stream()
                .map(gap -> new OffsetRange(gap.topic(), gap.partition(), gap.from(), gap.until()))
                .toList();
    this.clock = context.clock();
  }

  /** The guard of a query, which knows the topics that its checkpoint has read. */
  public static SourceGuard of(StreamContext context, String query, Checkpoint checkpoint) {
    return new SourceGuard(context, query, new KnownTopics(checkpoint.file("topics.json")));
  }

  public KnownTopics known() {
    return known;
  }

  public TopicFacts ask() throws InterruptedException {
    return TopicFacts.of(bootstrapServers, topics, clock);
  }

  /** Fails when a topic is not the one that was read; takes up topics that are read from now on. */
  public void checkTopics(Map<TopicPartition, Long> next) throws InterruptedException {
    checkTopics(TopicFacts.idsOf(bootstrapServers, topics), next);
  }

  public void checkTopics(NavigableMap<String, String> now, Map<TopicPartition, Long> next) {
    NavigableMap<String, String> read = new TreeMap<>(known.ids());
    read.keySet().retainAll(topics);
    lost.refuseOtherTopics(read, now, next);
    known.learn(now);
  }

  /** Fails when the ranges do not begin where the table ends. */
  public void checkContinuity(Optional<EpochMarker> inTable, List<OffsetRange> ranges) {
    Map<TopicPartition, Long> ended =
        inTable.map(marker -> ends(marker.offsets())).orElse(Map.of());
    boolean jumps =
        ranges.stream()
            .anyMatch(range -> ended.getOrDefault(at(range), range.from()) < range.from());
    lost.refuseJumps(ended, ranges, jumps ? acceptedGaps.get() : List.of());
  }

  /** The ranges without what has aged out and a person has given up. */
  public List<OffsetRange> readable(List<OffsetRange> ranges, TopicFacts facts) {
    return LostOffsets.isComplete(ranges, facts.beginnings())
        ? ranges
        : lost.readable(ranges, facts.beginnings(), acceptedGaps.get());
  }

  /** The offset behind each range. */
  public static Map<TopicPartition, Long> ends(List<OffsetRange> ranges) {
    return ranges.stream().collect(toMap(SourceGuard::at, OffsetRange::until));
  }

  private static TopicPartition at(OffsetRange range) {
    return new TopicPartition(range.topic(), range.partition());
  }
}
