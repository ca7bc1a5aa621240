package io.headgate.streaming.aggregate;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.apply.WindowKind;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.DriverToken;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.kafka.GroupOffsets;
import io.headgate.streaming.kafka.SourceGuard;
import io.headgate.streaming.source.BatchBudget;
import io.headgate.streaming.source.EventStreamSource;
import io.headgate.streaming.source.RangeTally;
import io.headgate.streaming.source.StreamInput;
import io.headgate.streaming.stage.TopicPartitions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructField;
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
  private final Outbox ledger;
  private final ClickHouseAddress address;
  private final Checkpoint checkpoint;
  private final DriverToken driver;
  private final GroupOffsets group;

  public AggregateStream(StreamContext context, Aggregate aggregate, Outbox ledger) {
    this.context = context;
    this.contract = context.contract();
    this.aggregate = aggregate;
    this.ledger = ledger;
    this.address = ClickHouseAddress.of(context.settings());
    this.checkpoint =
        new Checkpoint(context.session(), context.checkpoint(folder(contract, aggregate)));
    this.driver = new DriverToken(name(), checkpoint.file("driver"));
    this.group = new GroupOffsets(context.settings().kafkaBootstrapServers(), name());
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
    driver.acquire();
    long base = VersionBase.of(checkpoint, address, table());
    // A session of its own: every aggregate's SQL reads a view of the same name.
    SparkSession session = context.session().newSession();
    BatchBudget budget = BatchBudget.of(context.settings());
    StructType columns = columns();
    var batches =
        new AggregateBatches(
            context,
            checkpoint,
            SourceGuard.of(context, name(), checkpoint),
            columns,
            AggregateWindow.of(session, aggregate.sql()).orElse(null));
    events(session, columns, budget, batches).createOrReplaceTempView(EVENTS);
    Dataset<Row> result = session.sql(aggregate.sql());
    List<RowBinaryColumn> serving = ServingColumns.of(address, table(), result.schema());
    return result
        .writeStream()
        .queryName(name())
        .outputMode(WindowKind.ofValid(session, aggregate.sql()).outputMode())
        .option("checkpointLocation", checkpoint.folder())
        .trigger(context.trigger())
        .foreachBatch(
            (Dataset<Row> windows, Long epoch) ->
                gate.pass(
                    () -> {
                      driver.check();
                      Upsert upsert =
                          new Upsert(
                              serving, RowVersion.ofStream(RowVersion.GENERATION, base + epoch));
                      LedgerRow row = upsert(session, windows, epoch, upsert, batches);
                      budget.spent(
                          row.rowsIn(), Duration.between(row.startedAt(), row.committedAt()));
                      if (!row.offsets().isEmpty()) {
                        group.commit(row.offsets());
                      }
                    }))
        .start();
  }

  private record Upsert(List<RowBinaryColumn> columns, long version) {}

  /** The columns that the query needs; producers may come to leave any of them null. */
  private StructType columns() {
    Set<String> needed = AggregateSql.columns(context.session(), contract, aggregate.sql());
    needed.add(contract.eventTime().field());
    if (contract.delivery() == Delivery.EXACTLY_ONCE) {
      needed.add(contract.eventId());
    }
    StructType columns = new StructType();
    for (StructField column : EventColumns.of(contract).fields()) {
      if (needed.contains(column.name())) {
        columns = columns.add(column.name(), column.dataType(), true);
      }
    }
    return columns;
  }

  private Dataset<Row> events(
      SparkSession session, StructType columns, BatchBudget budget, AggregateBatches batches) {
    StreamInput input = StreamInput.of(name(), context.settings(), contract, "earliest", budget);
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
      AggregateBatches batches) {
    Instant startedAt = context.clock().instant();
    LongAccumulator rows = context.session().sparkContext().longAccumulator();
    windows
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(
            new WindowUpsert(address, table(), upsert.columns(), upsert.version(), rows));
    String queryId = Checkpoint.queryId(windows);
    LedgerRow row =
        row(
            queryId,
            epoch,
            rows.value(),
            batches.end(),
            DroppedRows.duplicates(session, queryId),
            startedAt);
    ledger.add(row);
    LOG.info(
        "batch pipeline={} query={} epoch={} rows_in={} rows_late={} rows_duplicate={} windows={} watermark={}",
        contract.name(),
        name(),
        epoch,
        row.rowsIn(),
        row.rowsLate(),
        row.rowsDuplicate(),
        row.rowsValid(),
        row.watermark());
    return row;
  }

  private LedgerRow row(
      String queryId,
      long epoch,
      long windows,
      RangeTally tally,
      long duplicates,
      Instant startedAt) {
    List<OffsetRange> offsets =
        checkpoint.offsets(epoch).stream().filter(range -> range.until() > range.from()).toList();
    return new LedgerRow(
        name(),
        queryId,
        epoch,
        aggregate.name(),
        contract.name(),
        context.pipeline().version(),
        offsets,
        tally.records(),
        windows,
        0,
        tally.filtered(),
        tally.late(),
        duplicates,
        Map.of(),
        Map.of(),
        Map.of(),
        lateRows(tally),
        null,
        null,
        checkpoint.watermark(epoch).orElse(null),
        startedAt,
        context.clock().instant());
  }

  /** By the start of the window, as an instant. */
  private static Map<String, Long> lateRows(RangeTally tally) {
    return tally.lateWindows().entrySet().stream()
        .collect(
            Collectors.toMap(
                window -> Instant.EPOCH.plus(window.getKey(), ChronoUnit.MICROS).toString(),
                Map.Entry::getValue));
  }

  private String table() {
    return "serving." + aggregate.name();
  }

  private static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }
}
