package io.headgate.streaming.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query that keeps one streaming aggregate up to date in ClickHouse. Every batch upserts the
 * whole state of each window that it changed.
 */
public final class AggregateStream implements StreamingQueryPlan {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateStream.class);
  private static final String EVENTS = "events";

  private final StreamContext context;
  private final PipelineContract contract;
  private final Aggregate aggregate;
  private final Outbox ledger;
  private final SharedStage stage;
  private final ServingAddress address;
  private final Checkpoint checkpoint;

  public AggregateStream(StreamContext context, Aggregate aggregate, Outbox ledger) {
    this.context = context;
    this.contract = context.contract();
    this.aggregate = aggregate;
    this.ledger = ledger;
    this.stage = new SharedStage(contract, context.settings().registryUrl().toString());
    this.address = ServingAddress.of(context.settings());
    this.checkpoint =
        new Checkpoint(context.session(), context.checkpoint(folder(contract, aggregate)));
  }

  /** Folder of the query below the checkpoints, {@code aggregate/<pipeline>/<aggregate>}. */
  public static String folder(PipelineContract contract, Aggregate aggregate) {
    return "aggregate/" + contract.name() + "/" + aggregate.name();
  }

  @Override
  public String name() {
    return "aggregate:" + contract.name() + ":" + aggregate.name();
  }

  @Override
  public void check() {
    TopicPartitions.ofSources(context.settings().kafkaBootstrapServers(), contract.sources());
    VersionBase.newestSequence(address, table());
  }

  @Override
  public StreamingQuery start(BatchGate gate) throws Exception {
    long base =
        VersionBase.of(
            checkpoint.folder(),
            context.session().sparkContext().hadoopConfiguration(),
            address,
            table());
    // A session of its own: every aggregate's SQL reads a view of the same name.
    SparkSession session = context.session().newSession();
    events(session).createOrReplaceTempView(EVENTS);
    return session
        .sql(aggregate.sql())
        .writeStream()
        .queryName(name())
        .outputMode("update")
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> windows, Long epoch) -> gate.pass(() -> upsert(windows, epoch, base)))
        .start();
  }

  private Dataset<Row> events(SparkSession session) {
    KafkaRecords records =
        new KafkaRecords(
            context.settings().kafkaBootstrapServers(),
            contract,
            context.settings().streamsMaxOffsetsPerTrigger());
    Dataset<Row> valid =
        stage
            .apply(records.stream(session, "earliest", "headgate-" + name().replace(':', '-')))
            .where(SharedStage.isValid())
            .select(stage.eventColumns().stream().map(name -> col(name)).toArray(Column[]::new))
            .withWatermark(
                contract.eventTime().field(), interval(contract.eventTime().watermarkDelay()));
    return contract.delivery() == Delivery.EXACTLY_ONCE
        ? valid.dropDuplicatesWithinWatermark(new String[] {contract.eventId()})
        : valid;
  }

  private void upsert(Dataset<Row> windows, long epoch, long base) {
    Instant startedAt = context.clock().instant();
    LongAccumulator rows = context.session().sparkContext().longAccumulator();
    Dataset<Row> versioned =
        windows
            .withColumn("_version", lit(RowVersion.ofStream(RowVersion.GENERATION, base + epoch)))
            .withColumn("_deleted", lit(0));
    versioned
        .select(
            to_json(
                struct(col("*")),
                Map.of(
                    "ignoreNullFields",
                    "false",
                    "timestampFormat",
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")))
        .as(Encoders.STRING())
        .foreachPartition(new WindowUpsert(address, table(), rows));
    LedgerRow row = row(windows, epoch, rows.value(), startedAt);
    ledger.add(row);
    LOG.info(
        "batch pipeline={} query={} epoch={} rows_in={} windows={} watermark={}",
        contract.name(),
        name(),
        epoch,
        row.rowsIn(),
        row.rowsValid(),
        row.watermark());
  }

  private LedgerRow row(Dataset<Row> windows, long epoch, long rows, Instant startedAt) {
    List<OffsetRange> offsets =
        checkpoint.offsets(epoch).stream().filter(range -> range.until() > range.from()).toList();
    return new LedgerRow(
        name(),
        Checkpoint.queryId(windows),
        epoch,
        aggregate.name(),
        contract.name(),
        context.pipeline().version(),
        offsets,
        offsets.stream().mapToLong(range -> range.until() - range.from()).sum(),
        rows,
        0,
        Map.of(),
        null,
        null,
        checkpoint.watermark(epoch).orElse(null),
        startedAt,
        context.clock().instant());
  }

  private String table() {
    return "serving." + aggregate.name();
  }

  private static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }
}
