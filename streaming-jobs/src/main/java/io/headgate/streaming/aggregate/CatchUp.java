package io.headgate.streaming.aggregate;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Source;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.CommittedOffsets;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.kafka.TopicFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stream of a new generation until it has all that the old one has shown, so that no
 * reader sees fewer events than before, and is less than a batch behind the brokers.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** As much as comes in while a batch ends; what is behind by less is no backlog. */
  private static final long FEW_RECORDS = 10_000;

  private final StreamContext context;
  private final Aggregate aggregate;
  private final CommittedOffsets committed;
  private final List<String> topics;
  private final CountDownLatch stopRequested = new CountDownLatch(1);

  CatchUp(StreamContext context, Aggregate aggregate) {
    this.context = context;
    this.aggregate = aggregate;
    this.committed = new CommittedOffsets(context.session());
    this.topics = context.contract().sources().stream().map(Source::topic).toList();
  }

  void stop() {
    stopRequested.countDown();
  }

  /**
   * Runs it, and stops it behind a batch.
   *
   * @param checkpoint of the new generation
   * @param served checkpoint of the old one
   * @return false when it was told to stop before
   */
  boolean run(AggregateStream stream, String checkpoint, RebuildPlan plan, String served)
      throws Exception {
    BatchGate gate = new BatchGate();
    StreamingQuery query = stream.start(gate);
    boolean caughtUp = false;
    try {
      while (query.isActive() && !caughtUp) {
        if (stopRequested.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          return false;
        }
        caughtUp = hasCaughtUp(query, checkpoint, plan, served);
      }
      if (!query.isActive()) {
        // It has failed; this throws why.
        query.awaitTermination();
      }
    } finally {
      gate.stop(query);
    }
    return caughtUp;
  }

  private boolean hasCaughtUp(
      StreamingQuery query, String checkpoint, RebuildPlan plan, String served)
      throws IOException, InterruptedException {
    Map<TopicPartition, Long> read = committed.in(checkpoint);
    Map<TopicPartition, Long> shown = committed.in(served);
    Map<TopicPartition, Long> ends =
        TopicFacts.of(context.settings().kafkaBootstrapServers(), topics, context.clock()).ends();
    long behind = 0;
    boolean fewer = false;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      TopicPartition partition = end.getKey();
      long start =
          plan.offsets()
              .getOrDefault(partition.topic(), Map.of())
              .getOrDefault(partition.partition(), 0L);
      long next = read.getOrDefault(partition, start);
      fewer |= next < shown.getOrDefault(partition, 0L);
      behind += Math.max(0, end.getValue() - next);
    }
    StreamingQueryProgress last = query.lastProgress();
    long batch = Math.max(FEW_RECORDS, last == null ? 0 : last.numInputRows());
    LOG.info(
        "catching up aggregate={} generation={} offsets_behind={}",
        aggregate.name(),
        plan.generation(),
        behind);
    // A stream that has read nothing has shown nothing, unless there is nothing to read.
    return !fewer && behind <= batch && (!read.isEmpty() || behind == 0);
  }
}
