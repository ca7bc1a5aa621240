package io.headgate.streaming.alert;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.apply.AlertBucketTable;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.LogContext;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.CommittedOffsets;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.aggregate.AggregateBatches;
import io.headgate.streaming.aggregate.AggregateSql;
import io.headgate.streaming.aggregate.RowBinaryColumn;
import io.headgate.streaming.aggregate.ServingColumns;
import io.headgate.streaming.aggregate.WindowUpsert;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.source.BatchBudget;
import io.headgate.streaming.source.EventStreamSource;
import io.headgate.streaming.source.EventTally;
import io.headgate.streaming.source.StreamInput;
import io.headgate.streaming.stage.ReaderSchemas;
import io.headgate.streaming.stage.TopicPartitions;
import io.headgate.streaming.stage.WidenedContract;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query that keeps the buckets of one aggregate. Every batch adds what its own events come to,
 * under its own name: so windows need no state, late events count however late they are, and a
 * batch that is repeated changes nothing. It has no ledger, since nobody reads its rows but the
 * rules.
 */
final class AlertStream implements StreamingQueryPlan {
  private static final Logger LOG = LoggerFactory.getLogger(AlertStream.class);
  private static final String EVENTS = "events";

  /** Older buckets are not needed for the longest window that a rule may have. */
  private static final Duration KEPT = Duration.ofDays(6);

  private final StreamContext context;
  private final Aggregate aggregate;
  private final String place;
  private final Observation observation;
  private final Checkpoint checkpoint;
  private final ClickHouseAddress address;
  private final DriverToken driver;
  private volatile Map<TopicPartition, Long> read = Map.of();

  /**
   * @param place of the buckets, apart from those of other observations and of other SQL
   * @param folder of the checkpoint, below the checkpoints
   * @param driver token of the process that runs it
   */
  AlertStream(
      StreamContext context,
      Aggregate aggregate,
      String place,
      Observation observation,
      String folder,
      DriverToken driver) {
    this.context = context;
    this.aggregate = aggregate;
    this.place = place;
    this.observation = observation;
    this.checkpoint = new Checkpoint(context.session(), context.checkpoint(folder));
    this.address = ClickHouseAddress.of(context.settings());
    this.driver = driver;
  }

  static String name(PipelineContract contract, Aggregate aggregate) {
    return "alert:" + contract.name() + ":" + aggregate.name();
  }

  @Override
  public String name() {
    return name(context.contract(), aggregate);
  }

  @Override
  public void check() {
    TopicPartitions.ofSources(
        context.settings().kafkaBootstrapServers(), context.contract().sources());
  }

  String checkpointFolder() {
    return checkpoint.folder();
  }

  /** Whether the buckets have all records before these offsets. */
  boolean hasRead(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> now = read;
    return ends.entrySet().stream()
        .allMatch(end -> now.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public StreamingQuery start(BatchGate gate) throws Exception {
    PipelineContract contract = context.contract();
    ReaderSchemas schemas =
        new ReaderSchemas(context.registry(), context.settings(), contract, context.clock());
    PipelineContract wide = WidenedContract.of(contract, schemas.askAgain());
    driver.acquire();
    try (ClickHouse clickHouse = ClickHouse.open(context.settings())) {
      AlertBucketTable.create(clickHouse);
    }
    Map<TopicPartition, Long> starts = new HashMap<>(observation.byPartition());
    starts.putAll(new CommittedOffsets(context.session()).in(checkpoint.folder()));
    read = starts;
    StructType columns = AggregateSql.streamed(context.session(), wide, aggregate.sql());
    BatchBudget budget = BatchBudget.ofStream(context.settings());
    var batches =
        new AggregateBatches(
            context,
            checkpoint,
            SourceGuard.of(context, name(), checkpoint),
            columns,
            null,
            schemas);
    return events(columns, budget, batches)
        .writeStream()
        .queryName(name())
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> events, Long epoch) ->
                LogContext.batch(contract.name(), name(), epoch)
                    .during(
                        () ->
                            gate.pass(
                                () -> {
                                  driver.check();
                                  Instant began = context.clock().instant();
                                  EventTally tally = add(events, epoch, batches);
                                  budget.spent(
                                      tally.records(),
                                      Duration.between(began, context.clock().instant()));
                                })))
        .start();
  }

  private Dataset<Row> events(StructType columns, BatchBudget budget, AggregateBatches batches) {
    PipelineContract contract = context.contract();
    StreamInput input =
        StreamInput.of(
            name(), context.settings(), contract, Json.write(observation.offsets()), budget);
    Dataset<Row> valid =
        EventStreamSource.events(context.session().newSession(), input, columns, batches::begin);
    return contract.delivery() == Delivery.EXACTLY_ONCE
        ? valid
            .withWatermark(
                contract.eventTime().field(),
                contract.eventTime().watermarkDelay().toMillis() + " milliseconds")
            .dropDuplicatesWithinWatermark(new String[] {contract.eventId()})
        : valid;
  }

  private EventTally add(Dataset<Row> events, long epoch, AggregateBatches batches) {
    SparkSession session = events.sparkSession();
    events.createOrReplaceTempView(EVENTS);
    Instant oldest = context.clock().instant().minus(KEPT);
    Dataset<Row> buckets =
        BucketSql.of(session, aggregate)
            .buckets(session)
            .where(col(BucketSql.BUCKET_COLUMN).gt(lit(Timestamp.from(oldest))))
            .withColumn("aggregate", lit(aggregate.name()))
            .withColumn("layout", lit(place))
            .withColumn("batch", lit(Checkpoint.queryId(events) + ":" + epoch));
    List<RowBinaryColumn> columns =
        ServingColumns.of(address, AlertBucketTable.NAME, buckets.schema());
    LongAccumulator rows = context.session().sparkContext().longAccumulator();
    buckets
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(new WindowUpsert(address, AlertBucketTable.NAME, columns, epoch, rows));
    EventTally tally = batches.end();
    Map<TopicPartition, Long> ends = new HashMap<>(read);
    for (OffsetRange range : checkpoint.offsets(epoch)) {
      ends.put(new TopicPartition(range.topic(), range.partition()), range.until());
    }
    read = ends;
    LOG.debug("batch rows_in={} buckets={}", tally.records(), rows.value());
    return tally;
  }
}
