package io.headgate.streaming.raw;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.job.LogContext;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.FaultPoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.kafka.GroupOffsets;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.kafka.TopicFacts;
import io.headgate.streaming.source.BatchBudget;
import io.headgate.streaming.source.ConsumerSettings;
import io.headgate.streaming.source.EventStreamSource;
import io.headgate.streaming.source.StreamInput;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.TopicPartitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query that brings a pipeline's valid events into raw, and the others into quarantine. Spark
 * plans the batches and keeps the checkpoint; the events never pass through its rows.
 */
public final class RawIngest implements StreamingQueryPlan {
  private static final Logger LOG = LoggerFactory.getLogger(RawIngest.class);

  private final StreamContext context;
  private final PipelineContract contract;
  private final Outbox ledger;
  private final LakeTable raw;
  private final LakeTable quarantine;
  private final Checkpoint checkpoint;
  private final DriverToken driver;
  private final GroupOffsets group;

  public RawIngest(StreamContext context, Outbox ledger) {
    this.context = context;
    this.contract = context.contract();
    this.ledger = ledger;
    this.raw = new LakeTable(context.session(), contract.rawDataset(), name());
    this.quarantine = new LakeTable(context.session(), contract.quarantineDataset(), name());
    this.checkpoint = new Checkpoint(context.session(), context.checkpoint(folder(contract)));
    this.driver = new DriverToken(name(), checkpoint.file("driver"));
    this.group = new GroupOffsets(brokers(), name());
  }

  /** Folder of the query below the checkpoints, for example {@code raw-ingest/flights}. */
  public static String folder(PipelineContract contract) {
    return "raw-ingest/" + contract.name();
  }

  @Override
  public String name() {
    return "raw-ingest:" + contract.name();
  }

  @Override
  public void check() {
    TopicPartitions.ofSources(brokers(), contract.sources());
    raw.check();
    quarantine.check();
  }

  @Override
  public StreamingQuery start(BatchGate gate) throws Exception {
    driver.acquire();
    SourceGuard guard = SourceGuard.of(context, name(), checkpoint);
    RawBatch batches =
        new RawBatch(
            context,
            ConsumerSettings.of(name(), context.settings(), contract),
            raw,
            quarantine,
            guard,
            new ReaderSchemas(context.registry(), context.settings(), contract, context.clock()));
    String startingOffsets = startingOffsets(batches, guard);
    BatchBudget budget = BatchBudget.ofFiles(context.settings());
    return EventStreamSource.offsetsOnly(
            context.session(),
            StreamInput.of(name(), context.settings(), contract, startingOffsets, budget))
        .writeStream()
        .queryName(name())
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> batch, Long epoch) ->
                LogContext.batch(contract.name(), name(), epoch)
                    .during(
                        () ->
                            gate.pass(
                                () ->
                                    write(
                                        batches, guard, Checkpoint.queryId(batch), epoch, budget))))
        .start();
  }

  private void write(
      RawBatch batches, SourceGuard guard, String queryId, long epoch, BatchBudget budget)
      throws InterruptedException {
    driver.check();
    TopicFacts facts = guard.ask();
    guard.checkTopics(facts.ids(), checkpoint.starts(epoch));
    List<OffsetRange> offsets = checkpoint.offsets(epoch, facts.beginnings());
    RawCommit commit =
        write(batches, new EpochMarker(name(), queryId, epoch, offsets, Map.of()), facts);
    // A batch that raw had before tells nothing of what a record costs.
    if (!commit.replayed()) {
      budget.spent(
          commit.tally().rowsIn(), Duration.between(commit.startedAt(), commit.committedAt()));
    }
  }

  /**
   * Where a new checkpoint starts. When raw has batches already, the checkpoint was lost: what was
   * begun is finished first (raw may have a batch whose rejected records are nowhere yet), and the
   * query goes on behind it.
   */
  private String startingOffsets(RawBatch batches, SourceGuard guard) throws InterruptedException {
    Optional<EpochMarker> last = raw.last().map(CommittedEpoch::marker);
    last.flatMap(RawNotes::topics).ifPresent(guard.known()::learn);
    TopicFacts facts = guard.ask();
    guard.checkTopics(
        facts.ids(), last.map(marker -> SourceGuard.ends(marker.offsets())).orElse(Map.of()));
    if (!checkpoint.isNew() || last.isEmpty()) {
      return "earliest";
    }
    EpochMarker marker = last.get();
    LOG.warn(
        "recovery query={} reason=\"the checkpoint is lost\" last_epoch={} last_query_id={}",
        name(),
        marker.epoch(),
        marker.queryId());
    LogContext.batch(contract.name(), name(), marker.epoch())
        .during(
            () -> {
              RawCommit unused = write(batches, marker, facts);
            });
    return StartingOffsets.behind(marker.offsets(), facts.ends().keySet());
  }

  private RawCommit write(RawBatch batches, EpochMarker marker, TopicFacts facts)
      throws InterruptedException {
    RawCommit commit = batches.write(marker, facts);
    ledger.add(row(commit));
    context.faults().reached(FaultPoint.AFTER_LEDGER);
    group.commit(commit.marker().offsets());
    context.faults().reached(FaultPoint.BEFORE_CHECKPOINT_COMMIT);
    LOG.info(
        "batch rows_in={} rows_valid={} rows_quarantined={} rows_filtered={} holes={} snapshot={} replayed={}",
        commit.tally().rowsIn(),
        commit.tally().rowsValid(),
        commit.tally().rowsQuarantined(),
        commit.tally().rowsFiltered(),
        commit.tally().holes().size(),
        commit.epoch().snapshot().snapshotId(),
        commit.replayed());
    return commit;
  }

  private LedgerRow row(RawCommit commit) {
    BatchTally tally = commit.tally();
    return new LedgerRow(
        name(),
        commit.marker().queryId(),
        commit.marker().epoch(),
        contract.rawDataset(),
        contract.name(),
        context.pipeline().version(),
        commit.marker().offsets().stream().filter(RawIngest::isNotEmpty).toList(),
        tally.rowsIn(),
        tally.rowsValid(),
        tally.rowsQuarantined(),
        tally.rowsFiltered(),
        0,
        0,
        tally.partitionRows(),
        tally.errors(),
        tally.warnings(),
        Map.of(),
        tally.suspects(),
        commit.epoch().snapshot().snapshotId(),
        commit.frontier(),
        null,
        commit.startedAt(),
        commit.committedAt());
  }

  private String brokers() {
    return context.settings().kafkaBootstrapServers();
  }

  private static boolean isNotEmpty(OffsetRange range) {
    return range.until() > range.from();
  }
}
