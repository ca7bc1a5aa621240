package io.headgate.streaming.raw;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.stage.KafkaRecords;
import io.headgate.streaming.stage.SharedStage;
import io.headgate.streaming.stage.TopicPartitions;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The query that brings a pipeline's valid events into raw, and the others into quarantine. */
public final class RawIngest implements StreamingQueryPlan {
  private static final Logger LOG = LoggerFactory.getLogger(RawIngest.class);

  private final StreamContext context;
  private final PipelineContract contract;
  private final Outbox ledger;
  private final KafkaRecords records;
  private final SharedStage stage;
  private final LakeTable raw;
  private final LakeTable quarantine;
  private final RawBatch batches;
  private final Checkpoint checkpoint;

  public RawIngest(StreamContext context, Outbox ledger) {
    this.context = context;
    this.contract = context.contract();
    this.ledger = ledger;
    String brokers = context.settings().kafkaBootstrapServers();
    this.records =
        new KafkaRecords(brokers, contract, context.settings().streamsMaxOffsetsPerTrigger());
    this.stage = new SharedStage(contract, context.settings().registryUrl().toString());
    this.raw = new LakeTable(context.session(), contract.rawDataset());
    this.quarantine = new LakeTable(context.session(), contract.quarantineDataset());
    this.batches =
        new RawBatch(
            contract,
            raw,
            quarantine,
            new DeadLetters(brokers, contract.sources()),
            context.faults(),
            context.clock());
    this.checkpoint = new Checkpoint(context.session(), context.checkpoint(folder(contract)));
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
    TopicPartitions.ofSources(context.settings().kafkaBootstrapServers(), contract.sources());
    raw.check();
    quarantine.check();
  }

  @Override
  public StreamingQuery start(BatchGate gate) throws Exception {
    Dataset<Row> input =
        records.stream(
            context.session(), startingOffsets(), "headgate-raw-ingest-" + contract.name());
    return stage
        .apply(input)
        .writeStream()
        .queryName(name())
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> batch, Long epoch) ->
                gate.pass(
                    () -> {
                      String queryId = Checkpoint.queryId(batch);
                      write(batch, new EpochMarker(queryId, epoch, checkpoint.offsets(epoch)));
                    }))
        .start();
  }

  /**
   * Where a new checkpoint starts. When raw has batches already, the checkpoint was lost: what was
   * begun is finished first (raw may have a batch whose rejected records are nowhere yet), and the
   * query goes on behind it.
   */
  private String startingOffsets() throws InterruptedException {
    if (!checkpoint.isNew()) {
      return "earliest";
    }
    Optional<EpochMarker> last = raw.newest();
    if (last.isEmpty()) {
      return "earliest";
    }
    EpochMarker marker = last.get();
    LOG.warn(
        "recovery query={} reason=\"the checkpoint is lost\" last_epoch={} last_query_id={}",
        name(),
        marker.epoch(),
        marker.queryId());
    write(stage.apply(records.read(context.session(), marker.offsets())), marker);
    return records.startingBehind(marker.offsets());
  }

  private void write(Dataset<Row> batch, EpochMarker marker) throws InterruptedException {
    RawCommit commit = batches.write(batch, marker);
    ledger.add(row(commit));
    LOG.info(
        "batch pipeline={} query={} epoch={} rows_in={} rows_valid={} rows_quarantined={} snapshot={} replayed={}",
        contract.name(),
        name(),
        marker.epoch(),
        commit.tally().rowsIn(),
        commit.rowsValid(),
        commit.rowsQuarantined(),
        commit.snapshot().snapshotId(),
        commit.replayed());
  }

  private LedgerRow row(RawCommit commit) {
    return new LedgerRow(
        name(),
        commit.marker().queryId(),
        commit.marker().epoch(),
        contract.rawDataset(),
        contract.name(),
        context.pipeline().version(),
        commit.marker().offsets().stream().filter(RawIngest::isNotEmpty).toList(),
        commit.tally().rowsIn(),
        commit.rowsValid(),
        commit.rowsQuarantined(),
        commit.partitionRows(),
        commit.snapshot().snapshotId(),
        commit.tally().frontier(),
        null,
        commit.startedAt(),
        commit.committedAt());
  }

  private static boolean isNotEmpty(OffsetRange range) {
    return range.until() > range.from();
  }
}
