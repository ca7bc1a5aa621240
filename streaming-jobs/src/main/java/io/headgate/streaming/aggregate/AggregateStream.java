package io.headgate.streaming.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.apply.WindowKind;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.LogContext;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.FaultPoint;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.kafka.GroupOffsets;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.source.BatchBudget;
import io.headgate.streaming.source.EventStreamSource;
import io.headgate.streaming.source.StreamInput;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.TopicPartitions;
import io.headgate.streaming.stage.WidenedContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query that keeps one streaming aggregate up to date in ClickHouse. Every batch upserts the
 * whole state of each window that it changed; sessions, which may grow until the watermark has
 * passed them, are inserted once.
 */
public final class AggregateStream implements StreamingQueryPlan {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateStream.class);
  private static final String EVENTS = "events";

  private final StreamContext context;
  private final PipelineContract contract;
  private final Aggregate aggregate;
  private final Generations generations;
  private final Target target;
  private final Outbox ledger;
  private final ClickHouseAddress address;
  private final Checkpoint checkpoint;
  private final DriverToken driver;
  private final GroupOffsets group;

  /** The generation that is served. */
  public AggregateStream(StreamContext context, Aggregate aggregate, Outbox ledger) {
    this(context, aggregate, ledger, Target.served(context, aggregate));
  }

  AggregateStream(StreamContext context, Aggregate aggregate, Outbox ledger, Target target) {
    this.context = context;
    this.generations = new Generations(context, aggregate);
    this.target = target;
    this.contract = context.contract();
    this.aggregate = aggregate;
    this.ledger = ledger;
    this.address = ClickHouseAddress.of(context.settings());
    this.checkpoint =
        new Checkpoint(
            context.session(), context.checkpoint(target.generation().folder(contract, aggregate)));
    this.driver = new DriverToken(name(), checkpoint.file("driver"));
    this.group = new GroupOffsets(context.settings().kafkaBootstrapServers(), name());
  }

  /**
   * What one generation writes.
   *
   * @param table {@code serving.<aggregate>}, or the table of a generation that is being built
   * @param startingOffsets as Spark has them; counts while the checkpoint is new
   */
  record Target(Generation generation, String table, String startingOffsets) {
    static Target served(StreamContext context, Aggregate aggregate) {
      return new Target(
          new Generations(context, aggregate).current(), "serving." + aggregate.name(), "earliest");
    }
  }

  /**
   * Folder of the generation that is served, below the checkpoints: {@code
   * aggregate/<pipeline>/<aggregate>}, for a later generation with {@code /g<n>}.
   */
  public static String folder(StreamContext context, Aggregate aggregate) {
    return new Generations(context, aggregate).current().folder(context.contract(), aggregate);
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

  /** Whether another generation has taken the place of the one that this plan is for. */
  @Override
  public boolean isOutdated() {
    return !generations.current().equals(target.generation());
  }

  @Override
  public StreamingQuery start(BatchGate gate) throws Exception {
    ReaderSchemas schemas =
        new ReaderSchemas(context.registry(), context.settings(), contract, context.clock());
    // The columns of a query cannot change while it runs, so it begins with the widest.
    PipelineContract wide = WidenedContract.of(contract, schemas.askAgain());
    Definition.requireSame(
        context.reading(wide), aggregate, name(), checkpoint.file(Definition.FILE));
    driver.acquire();
    long base = VersionBase.of(checkpoint, address, table());
    // A session of its own: every aggregate's SQL reads a view of the same name.
    SparkSession session = context.session().newSession();
    BatchBudget budget = BatchBudget.ofStream(context.settings());
    StructType columns = AggregateSql.streamed(context.session(), wide, aggregate.sql());
    var batches =
        new AggregateBatches(
            context,
            checkpoint,
            SourceGuard.of(context, name(), checkpoint),
            columns,
            AggregateWindow.of(session, aggregate.sql()).orElse(null),
            schemas);
    events(session, columns, budget, batches).createOrReplaceTempView(EVENTS);
    Dataset<Row> result = ofGeneration(session.sql(aggregate.sql()));
    List<RowBinaryColumn> serving = ServingColumns.of(address, table(), result.schema());
    return result
        .writeStream()
        .queryName(name())
        .outputMode(WindowKind.ofValid(session, aggregate.sql()).outputMode())
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> windows, Long epoch) ->
                LogContext.batch(contract.name(), name(), epoch)
                    .during(
                        () ->
                            gate.pass(
                                () ->
                                    write(
                                        session, windows, epoch, serving, base, batches, budget))))
        .start();
  }

  private void write(
      SparkSession session,
      Dataset<Row> windows,
      long epoch,
      List<RowBinaryColumn> serving,
      long base,
      AggregateBatches batches,
      BatchBudget budget)
      throws InterruptedException {
    driver.check();
    Upsert upsert =
        new Upsert(serving, RowVersion.ofStream(target.generation().number(), base + epoch));
    LedgerRow row = upsert(session, windows, epoch, upsert, batches);
    budget.spent(row.rowsIn(), Duration.between(row.startedAt(), row.committedAt()));
    if (!row.offsets().isEmpty()) {
      group.commit(row.offsets());
    }
    context.faults().reached(FaultPoint.BEFORE_CHECKPOINT_COMMIT);
  }

  /** Behind the aggregation, so that the boundary is no part of the state. */
  private Dataset<Row> ofGeneration(Dataset<Row> windows) {
    Instant boundary = target.generation().boundary();
    return boundary == null ? windows : windows.where(col("window_end").gt(lit(boundary)));
  }

  private record Upsert(List<RowBinaryColumn> columns, long version) {}

  private Dataset<Row> events(
      SparkSession session, StructType columns, BatchBudget budget, AggregateBatches batches) {
    StreamInput input =
        StreamInput.of(name(), context.settings(), contract, target.startingOffsets(), budget);
    Dataset<Row> valid =
        EventStreamSource.events(session, input, columns, batches::begin)
            .withWatermark(
                contract.eventTime().field(), interval(contract.eventTime().watermarkDelay()));
    return contract.delivery() == Delivery.EXACTLY_ONCE
        ? valid.dropDuplicatesWithinWatermark(new String[] {contract.eventId()})
        : valid;
  }

  private LedgerRow upsert(
      SparkSession session,
      Dataset<Row> windows,
      long epoch,
      Upsert upsert,
      AggregateBatches batches)
      throws InterruptedException {
    Instant startedAt = context.clock().instant();
    context.faults().reached(FaultPoint.BEFORE_WINDOWS_INSERT);
    LongAccumulator rows = context.session().sparkContext().longAccumulator();
    windows
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(
            new WindowUpsert(address, table(), upsert.columns(), upsert.version(), rows));
    context.faults().reached(FaultPoint.AFTER_WINDOWS_INSERT);
    String queryId = Checkpoint.queryId(windows);
    var written =
        new WindowBatch(
            queryId,
            epoch,
            checkpoint.offsets(epoch).stream()
                .filter(range -> range.until() > range.from())
                .toList(),
            batches.end(),
            rows.value(),
            DroppedRows.duplicates(session, queryId),
            checkpoint.watermark(epoch).orElse(null));
    LedgerRow row =
        written.row(
            name(), aggregate.name(), context.pipeline(), startedAt, context.clock().instant());
    ledger.add(row);
    LOG.info(
        "batch rows_in={} rows_late={} rows_duplicate={} windows={} watermark={}",
        row.rowsIn(),
        row.rowsLate(),
        row.rowsDuplicate(),
        row.rowsValid(),
        row.watermark());
    return row;
  }

  private String table() {
    return target.table();
  }

  private static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }
}
