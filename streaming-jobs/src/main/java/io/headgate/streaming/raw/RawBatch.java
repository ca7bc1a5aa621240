package io.headgate.streaming.raw;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.iceberg.Frontier;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.FaultPoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.source.ConsumerSettings;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.StagePlan;
import io.headgate.streaming.stage.StagePlanner;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.annotation.Nullable;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.source.SerializableTableWithSize;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Brings one micro-batch into the lake, exactly once however often it is called: each table is
 * asked for its own marker first.
 *
 * <p>The tasks write the files of both tables in one pass and send the dead letters. Then raw is
 * committed, with what was counted, and then quarantine. After a crash between the two, raw says
 * which records it did not take, and those alone are read for quarantine. Files that were never
 * committed are orphans, and no rows.
 */
final class RawBatch {
  private final StreamContext context;
  private final ConsumerSettings consumer;
  private final LakeTable raw;
  private final LakeTable quarantine;
  private final SourceGuard guard;
  private final ReaderSchemas schemas;
  private final JavaSparkContext spark;
  private final Set<Integer> schemaIds = new HashSet<>();
  @Nullable private Frontier frontier;
  @Nullable private PipelineContract planned;
  @Nullable private StagePlanner planner;

  RawBatch(
      StreamContext context,
      ConsumerSettings consumer,
      LakeTable raw,
      LakeTable quarantine,
      SourceGuard guard,
      ReaderSchemas schemas) {
    this.context = context;
    this.consumer = consumer;
    this.raw = raw;
    this.quarantine = quarantine;
    this.guard = guard;
    this.schemas = schemas;
    this.spark = JavaSparkContext.fromSparkContext(context.session().sparkContext());
  }

  /**
   * Writes the batch, or what is missing of it.
   *
   * @param wanted the batch with the offsets of the checkpoint
   */
  RawCommit write(EpochMarker wanted, TopicFacts facts) throws InterruptedException {
    Instant startedAt = context.clock().instant();
    Optional<CommittedEpoch> before = raw.find(wanted);
    if (before.isPresent()) {
      return again(before.get(), facts, startedAt);
    }
    guard.checkContinuity(raw.last().map(CommittedEpoch::marker), wanted.offsets());
    List<OffsetRange> ranges = guard.readable(wanted.offsets(), facts);
    context.faults().reached(FaultPoint.BEFORE_RAW_WRITE);
    RawPass pass = read(ranges, startedAt, null);
    guard.checkTopics(SourceGuard.ends(wanted.offsets()));
    context.faults().reached(FaultPoint.AFTER_DEAD_LETTERS);
    String attempt = UUID.randomUUID().toString();
    BatchTally tally = pass.tally();
    Frontier next = frontier().after(readings(pass, ranges, facts), facts.asked());
    EpochMarker marker =
        new EpochMarker(wanted.query(), wanted.queryId(), wanted.epoch(), ranges, Map.of());
    CommittedEpoch committed =
        raw.append(marker.with(RawNotes.of(tally, next, guard.known(), attempt)), pass.raw());
    context.faults().reached(FaultPoint.AFTER_RAW_COMMIT);
    if (!RawNotes.isOf(committed.marker(), attempt)) {
      // Another driver was first: what it took decides.
      return again(committed, facts, startedAt);
    }
    frontier = next;
    if (!pass.quarantine().isEmpty()) {
      CommittedEpoch unused = quarantine.append(marker, pass.quarantine());
    }
    return done(committed, facts, startedAt, false);
  }

  /** Finishes a batch that raw has. */
  private RawCommit again(CommittedEpoch committed, TopicFacts facts, Instant startedAt)
      throws InterruptedException {
    EpochMarker marker = committed.marker();
    if (RawNotes.tally(marker).rowsQuarantined() > 0 && quarantine.find(marker).isEmpty()) {
      List<OffsetRange> ranges = guard.readable(marker.offsets(), facts);
      AcceptedOffsets accepted = AcceptedOffsets.in(raw.at(committed.snapshot()), ranges);
      RawPass pass = read(ranges, startedAt, accepted);
      guard.checkTopics(SourceGuard.ends(marker.offsets()));
      context.faults().reached(FaultPoint.AFTER_DEAD_LETTERS);
      CommittedEpoch unused = quarantine.append(marker, pass.quarantine());
    }
    frontier = RawNotes.frontier(marker);
    return done(committed, facts, startedAt, true);
  }

  private RawCommit done(
      CommittedEpoch committed, TopicFacts facts, Instant startedAt, boolean replayed)
      throws InterruptedException {
    context.faults().reached(FaultPoint.AFTER_QUARANTINE_COMMIT);
    return new RawCommit(
        committed,
        RawNotes.tally(committed.marker()),
        frontier().instant(facts.ends().size()).orElse(null),
        startedAt,
        context.clock().instant(),
        replayed);
  }

  /**
   * Reads the ranges in the newest schemas. A batch may be the first to have records of a schema
   * that was registered a moment ago; read in an older one, they would lose their new fields or be
   * refused, so it is read again.
   */
  private RawPass read(
      List<OffsetRange> ranges, Instant startedAt, @Nullable AcceptedOffsets accepted) {
    while (true) {
      PipelineContract contract = schemas.current();
      RawPass pass = RawPass.run(spark, plan(contract, startedAt, accepted), ranges);
      boolean isNew = !schemaIds.containsAll(pass.schemaIds());
      if (!isNew || schemas.askAgain().equals(contract)) {
        schemaIds.addAll(pass.schemaIds());
        return pass;
      }
      pass.discard(raw.current().io());
    }
  }

  private TaskPlan plan(
      PipelineContract contract, Instant now, @Nullable AcceptedOffsets accepted) {
    if (planner == null || !contract.equals(planned)) {
      planner = new StagePlanner(context.session(), context.settings(), contract);
      planned = contract;
    }
    StagePlan stage = planner.plan();
    Table evolved = accepted == null ? raw.evolved(stage.eventType()) : raw.current();
    return new TaskPlan(
        consumer,
        stage,
        contract.eventTime().field(),
        contract.eventTime().watermarkDelay(),
        TaskPlan.deadLetterTopics(contract),
        SerializableTableWithSize.copyOf(evolved),
        SerializableTableWithSize.copyOf(quarantine.current()),
        now,
        accepted);
  }

  private Frontier frontier() {
    if (frontier == null) {
      frontier = raw.last().map(last -> RawNotes.frontier(last.marker())).orElse(Frontier.UNKNOWN);
    }
    return frontier;
  }

  private static Map<String, Frontier.Reading> readings(
      RawPass pass, List<OffsetRange> ranges, TopicFacts facts) {
    Map<TopicPartition, List<RangeTally>> tallies =
        pass.ranges().stream().collect(groupingBy(tally -> at(tally.range())));
    return ranges.stream()
        .collect(
            toMap(
                range -> at(range).toString(),
                range ->
                    new Frontier.Reading(
                        range.until() >= facts.ends().getOrDefault(at(range), Long.MAX_VALUE),
                        newest(tallies.getOrDefault(at(range), List.of())))));
  }

  @Nullable
  private static Instant newest(List<RangeTally> tallies) {
    return tallies.stream()
        .flatMap(tally -> tally.newestMillis().stream())
        .max(Long::compare)
        .map(Instant::ofEpochMilli)
        .orElse(null);
  }

  private static TopicPartition at(OffsetRange range) {
    return new TopicPartition(range.topic(), range.partition());
  }
}
