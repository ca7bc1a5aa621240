package io.headgate.streaming.raw;

import io.headgate.platform.batch.Pace;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.FaultPoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.source.ConsumerSettings;
import io.headgate.streaming.source.KeptConsumers;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.StagePlanner;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.source.SerializableTableWithSize;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back from Kafka what raw and quarantine have lost of a day.
 *
 * <p>The ledger tells which batches of raw ingest had something of the day, and how much. Of a
 * batch of which less is there, the offsets that no table has are read again. So nothing is ever
 * there twice, a restore that was killed goes on when it is run again, and the live stream, whose
 * offsets are behind those of the ledger, is never in the way.
 */
public final class RawRestore {
  private static final Logger LOG = LoggerFactory.getLogger(RawRestore.class);

  /** A commit makes a file per task, so pieces are as large as a rate allows. */
  private static final Duration PIECE = Duration.ofSeconds(20);

  private static final long LARGEST_PIECE = 2_000_000;

  private final StreamContext context;
  private final PipelineContract contract;
  private final RegistryClient registry;
  private final String query;
  private final long maxRate;
  private final LakeTable raw;
  private final LakeTable quarantine;
  private final JavaSparkContext spark;

  /**
   * @param registry with the key to write
   * @param maxRate offsets read per second at most
   */
  public RawRestore(StreamContext context, RegistryClient registry, long maxRate) {
    this.context = context;
    this.contract = context.contract();
    this.registry = registry;
    this.query = "restore-raw:" + contract.name();
    this.maxRate = maxRate;
    String ingest = "raw-ingest:" + contract.name();
    this.raw = new LakeTable(context.session(), contract.rawDataset(), ingest);
    this.quarantine = new LakeTable(context.session(), contract.quarantineDataset(), ingest);
    this.spark = JavaSparkContext.fromSparkContext(context.session().sparkContext());
  }

  /** What a restore of the day would find. */
  public RestoreReport look(LocalDate date) throws InterruptedException {
    DayLack lack = lack(date);
    return new RestoreReport(date, lack, lack, aged(lack, facts(lack)));
  }

  /**
   * Restores a day.
   *
   * @throws HeadgateException with CHECKS_FAILED when some of it cannot be restored, NOT_READY when
   *     another run restores the same day, OUTCOME_UNKNOWN when a commit was not acknowledged
   */
  public RestoreReport restore(LocalDate date) throws InterruptedException {
    tellOfEarlier(date);
    DayLack before = lack(date);
    if (!before.isAny()) {
      return new RestoreReport(date, before, before, List.of());
    }
    TopicFacts facts = facts(before);
    try {
      Pace pace = new Pace(maxRate, context.clock(), before.offsets());
      for (Map.Entry<Lack, List<OffsetRange>> kind : before.ranges().entrySet()) {
        List<OffsetRange> readable = OffsetPieces.since(kind.getValue(), facts.beginnings());
        long most = Math.min(LARGEST_PIECE, Math.max(1, maxRate * PIECE.toSeconds()));
        for (List<OffsetRange> piece : OffsetPieces.cut(readable, most)) {
          restore(date, kind.getKey(), piece);
          LOG.info("restored date={} {}", date, pace.done(OffsetPieces.size(piece)));
          pace.pause();
        }
      }
    } finally {
      KeptConsumers.closeOf(query);
    }
    RestoreReport report = new RestoreReport(date, before, lack(date), aged(before, facts));
    report.requireComplete(contract, registry.gaps(contract.name()));
    return report;
  }

  private void restore(LocalDate date, Lack lack, List<OffsetRange> piece)
      throws InterruptedException {
    Instant startedAt = context.clock().instant();
    Table rawTable = raw.current();
    Snapshot rawBase = rawTable.currentSnapshot();
    Table quarantineTable = quarantine.current();
    Snapshot quarantineBase = quarantineTable.currentSnapshot();
    StoredOffsets stored = new StoredOffsets(piece);
    if (rawBase != null) {
      stored.addAll(raw.at(rawBase).where("event_date = DATE '%s'".formatted(date)), piece);
    }
    if (quarantineBase != null) {
      stored.addAll(quarantine.at(quarantineBase), piece);
    }
    TaskPlan plan = plan(rawTable, quarantineTable, startedAt);
    List<TaskResult> results = RestorePass.run(spark, plan, stored, lack, date, piece);
    context.faults().reached(FaultPoint.BEFORE_RAW_WRITE);
    var rawFiles = results.stream().flatMap(result -> result.raw().stream()).toList();
    if (!rawFiles.isEmpty()) {
      long snapshot = RestoreAppend.commit(rawTable, rawBase, date, rawFiles);
      context.faults().reached(FaultPoint.AFTER_RAW_COMMIT);
      tell(date, snapshot, startedAt);
    }
    var rejected = results.stream().flatMap(result -> result.quarantine().stream()).toList();
    if (!rejected.isEmpty()) {
      long unused = RestoreAppend.commit(quarantineTable, quarantineBase, date, rejected);
    }
  }

  private TaskPlan plan(Table rawTable, Table quarantineTable, Instant now) {
    PipelineContract current =
        new ReaderSchemas(context.registry(), context.settings(), contract, context.clock())
            .current();
    return new TaskPlan(
        ConsumerSettings.of(query, context.settings(), current),
        new StagePlanner(context.session(), context.settings(), current).plan(),
        current.eventTime().field(),
        current.eventTime().watermarkDelay(),
        TaskPlan.deadLetterTopics(current),
        SerializableTableWithSize.copyOf(rawTable),
        SerializableTableWithSize.copyOf(quarantineTable),
        now,
        null);
  }

  /** A restore that died behind its commit has told nothing; of what was told nothing changes. */
  private void tellOfEarlier(LocalDate date) {
    Table table = raw.current();
    if (table.currentSnapshot() == null) {
      return;
    }
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (RestoreAppend.isOf(snapshot, date)) {
        tell(date, snapshot.snapshotId(), Instant.ofEpochMilli(snapshot.timestampMillis()));
      }
    }
  }

  /**
   * The ledger has counted these events when they were first read, so this row counts none; it says
   * that raw has changed, so what was made from the day is dirty.
   */
  private void tell(LocalDate date, long snapshot, Instant startedAt) {
    registry.postLedger(
        new LedgerRow(
            query,
            "snapshot " + snapshot,
            0,
            contract.rawDataset(),
            contract.name(),
            context.pipeline().version(),
            List.of(),
            0,
            0,
            0,
            Map.of("event_date=" + date, 0L),
            snapshot,
            null,
            null,
            startedAt,
            context.clock().instant()));
  }

  private DayLack lack(LocalDate date) {
    // The tables are read after the ledger, so that they have all that it tells of.
    List<ToldBatch> batches = ToldBatch.of(registry.ledger(contract.rawDataset()), date);
    return DayLack.of(
        batches,
        date,
        context.session().table(raw.name()),
        context.session().table(quarantine.name()));
  }

  private TopicFacts facts(DayLack lack) throws InterruptedException {
    List<String> topics =
        lack.ranges().values().stream()
            .flatMap(List::stream)
            .map(OffsetRange::topic)
            .distinct()
            .toList();
    TopicFacts facts =
        TopicFacts.of(context.settings().kafkaBootstrapServers(), topics, context.clock());
    Map<String, String> read =
        raw.last()
            .map(CommittedEpoch::marker)
            .flatMap(RawNotes::topics)
            .map(Map::<String, String>copyOf)
            .orElse(Map.of());
    for (String topic : topics) {
      String now = facts.ids().get(topic);
      if (now == null || !now.equals(read.getOrDefault(topic, now))) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot restore %s from topic %s: %s, so its offsets are not those that were read. Restore the topic, or accept the loss: an operator can accept the partition as it is (headgate gates accept)."
                .formatted(
                    contract.rawDataset(),
                    topic,
                    now == null ? "it is gone" : "it was deleted and made anew"));
      }
    }
    return facts;
  }

  private static List<OffsetRange> aged(DayLack lack, TopicFacts facts) {
    return lack.ranges().values().stream()
        .flatMap(ranges -> OffsetPieces.before(ranges, facts.beginnings()).stream())
        .toList();
  }
}
