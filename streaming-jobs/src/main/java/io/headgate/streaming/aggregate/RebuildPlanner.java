package io.headgate.streaming.aggregate;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.streaming.CommittedOffsets;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.aggregate.RebuildPlan.Phase;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.raw.RawIngest;
import io.headgate.streaming.source.LateEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which windows of a new generation come from raw, and where in Kafka its stream begins.
 *
 * <p>The boundary is the watermark that a query would have that has read all that raw has. A window
 * that ends at the boundary or before is whole in raw, but for events that every query would call
 * late; raw has read at least what the old generation had, so nothing that was shown is missing. A
 * window that ends after it has events from its start on; those that raw has came to the brokers no
 * earlier than their time less the contract's tolerance, and those that raw has not yet come behind
 * where raw ingest stands. The stream begins at the earlier of the two.
 */
final class RebuildPlanner {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final StreamContext context;
  private final PipelineContract contract;
  private final Aggregate aggregate;

  RebuildPlanner(StreamContext context, Aggregate aggregate) {
    this.context = context;
    this.contract = context.contract();
    this.aggregate = aggregate;
  }

  /**
   * Waits for raw ingest, and decides.
   *
   * @param old the generation that is served
   * @param number of the new one
   * @throws HeadgateException when raw is behind the old generation for long, or Kafka no longer
   *     has what the stream must read
   */
  RebuildPlan plan(Generation old, int number, Definition definition)
      throws IOException, InterruptedException {
    Map<TopicPartition, Long> ingested = ingested(old);
    Optional<RawEvents> raw =
        RawEvents.newestSnapshot(context).map(snapshot -> new RawEvents(context, snapshot));
    Optional<RawEvents.Span> span = raw.flatMap(RawEvents::span);
    Optional<Instant> boundary =
        span.map(events -> events.last().minus(contract.eventTime().watermarkDelay()));
    TopicFacts facts =
        TopicFacts.of(
            context.settings().kafkaBootstrapServers(),
            contract.sources().stream().map(Source::topic).toList(),
            context.clock());
    Map<TopicPartition, Long> starts = new HashMap<>(facts.beginnings());
    if (boundary.isPresent()) {
      Instant from = firstEvent(raw.get(), boundary.get());
      Map<TopicPartition, Long> since =
          TopicFacts.firstSince(
              context.settings().kafkaBootstrapServers(),
              facts.ends().keySet(),
              from.minus(contract.eventTime().toleranceAhead()));
      facts
          .beginnings()
          .forEach(
              (partition, beginning) -> {
                long first = since.getOrDefault(partition, facts.ends().get(partition));
                long behindRaw = ingested.getOrDefault(partition, beginning);
                starts.put(partition, Math.max(beginning, Math.min(first, behindRaw)));
                requireKept(raw.get(), partition, beginning, from);
              });
    }
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    starts.forEach(
        (partition, offset) ->
            offsets
                .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), offset));
    return new RebuildPlan(
        number,
        definition,
        boundary.orElse(null),
        boundary.isPresent() ? raw.get().snapshotId() : null,
        span.map(RawEvents.Span::first).orElse(null),
        offsets,
        Phase.PLANNED);
  }

  /** Before this instant no event belongs to a window that ends after the boundary. */
  private Instant firstEvent(RawEvents raw, Instant boundary) {
    Optional<LateEvents.Window> window =
        AggregateWindow.of(context.session().newSession(), aggregate.sql());
    if (window.isPresent() && window.get() instanceof LateEvents.Fixed fixed) {
      return boundary.minus(fixed.size(), ChronoUnit.MICROS);
    }
    return raw.firstStartAcross(aggregate, boundary)
        .filter(start -> start.isBefore(boundary))
        .orElse(boundary);
  }

  private void requireKept(RawEvents raw, TopicPartition partition, long beginning, Instant from) {
    long lost = beginning == 0 ? 0 : raw.before(partition, beginning, from);
    if (lost > 0) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot rebuild aggregate %s of %s: %d events of its open windows, from %s on, are no longer in topic %s, whose partition %d begins at offset %d. Give the topic a longer retention than its windows and watermark delay, and run this again when the watermark has passed %s."
              .formatted(
                  aggregate.name(),
                  contract.name(),
                  lost,
                  from,
                  partition.topic(),
                  partition.partition(),
                  beginning,
                  from));
    }
  }

  /** Where raw ingest stands, once that is not behind the old generation. */
  private Map<TopicPartition, Long> ingested(Generation old)
      throws IOException, InterruptedException {
    CommittedOffsets committed = new CommittedOffsets(context.session());
    Map<TopicPartition, Long> shown =
        committed.in(context.checkpoint(old.folder(contract, aggregate)));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Map<TopicPartition, Long> ingested =
          committed.in(context.checkpoint(RawIngest.folder(contract)));
      boolean behind =
          shown.entrySet().stream()
              .anyMatch(each -> ingested.getOrDefault(each.getKey(), 0L) < each.getValue());
      if (!behind) {
        return ingested;
      }
      if (System.nanoTime() > deadline) {
        throw new HeadgateException(
            ExitCode.NOT_READY,
            "Cannot rebuild aggregate %s of %s: raw ingest is behind what the aggregate has shown. Start it (headgate up, or RawIngestJob), and run this again."
                .formatted(aggregate.name(), contract.name()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
