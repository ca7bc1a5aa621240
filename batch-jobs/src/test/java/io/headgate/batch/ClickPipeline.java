package io.headgate.batch;

import io.headgate.checks.DeequChecks;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.testing.TestingFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/** The clicks pipeline, applied to the shared lake; tests fill its raw table by hand. */
final class ClickPipeline {
  private static final Path FOLDER =
      Path.of("..", "infra", "platform", "src", "test", "resources", "pipelines", "clicks");
  private static final String TOPIC = "shop.click.v1";

  final TestingLake lake = TestingLake.shared();
  final PipelineVersion pipeline;
  private long offset;
  private long epoch;
  private Instant frontier = Instant.EPOCH;

  private static final class Shared {
    private static final ClickPipeline INSTANCE = new ClickPipeline();
  }

  /** The pipeline of this JVM. */
  static ClickPipeline shared() {
    return Shared.INSTANCE;
  }

  private ClickPipeline() {
    try (ApplyPipeline apply =
        new ApplyPipeline(
            Settings.of(lake.settings), lake.spark, TestingFolder.create("headgate-clicks-"))) {
      apply.carryOut(apply.plan(ApplyPipeline.load(lake.spark, FOLDER), FOLDER), step -> {});
    }
    pipeline = lake.registry.pipeline("clicks").orElseThrow();
  }

  PipelineContract contract() {
    return pipeline.contract();
  }

  /** One event; its id tells its time and shopper. */
  record Click(Instant happenedAt, String shopper, String page, Long amount) {
    String eventId() {
      return happenedAt + "/" + shopper + "/" + page;
    }
  }

  /** Appends clicks to raw as one epoch, and tells the registry. */
  void ingest(List<Click> clicks) {
    StructType schema = lake.spark.table("lake.raw.clicks").schema();
    List<Row> rows = new ArrayList<>();
    Map<String, Long> perDate = new TreeMap<>();
    long from = offset;
    for (Click click : clicks) {
      LocalDate date = LocalDate.ofInstant(click.happenedAt(), ZoneOffset.UTC);
      Map<String, Object> values = new TreeMap<>();
      values.put("event_id", click.eventId());
      values.put("happened_at", click.happenedAt());
      values.put("shopper", click.shopper());
      values.put("page", click.page());
      values.put("amount", click.amount());
      values.put("_event_type", "click");
      values.put("_topic", TOPIC);
      values.put("_topic_partition", 0);
      values.put("_offset", offset++);
      values.put("_schema_id", 1);
      values.put("_broker_at", click.happenedAt());
      values.put("_ingested_at", click.happenedAt());
      values.put("event_date", date);
      rows.add(RowFactory.create(Arrays.stream(schema.fieldNames()).map(values::get).toArray()));
      perDate.merge("event_date=" + date, 1L, Long::sum);
    }
    try {
      lake.spark.createDataFrame(rows, schema).coalesce(1).writeTo("lake.raw.clicks").append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
    post(clicks.size(), perDate, from);
  }

  /** Tells the registry that raw has been read up to here. */
  void seenUntil(Instant instant) {
    frontier = instant.isAfter(frontier) ? instant : frontier;
    post(0, Map.of(), offset);
  }

  private void post(long rows, Map<String, Long> perDate, long from) {
    lake.registry.postLedger(
        new LedgerRow(
            "raw-ingest:clicks",
            "test",
            epoch++,
            "raw.clicks",
            "clicks",
            pipeline.version(),
            List.of(new OffsetRange(TOPIC, 0, from, offset)),
            rows,
            rows,
            0,
            perDate,
            rows == 0 ? null : lake.head("raw.clicks"),
            frontier,
            null,
            Instant.now(),
            Instant.now()));
  }

  /** Runs datasets for days from {@code day} on, as their job does. */
  List<RunOutcome> run(LocalDate day, int days, List<? extends BatchDataset> datasets) {
    return run(day, days, datasets, FaultPoint::pass);
  }

  List<RunOutcome> run(
      LocalDate day, int days, List<? extends BatchDataset> datasets, Consumer<FaultPoint> faults) {
    Instant start = TestingLake.start(day);
    try (ServingStore serving =
        new ServingStore(
            lake.settings.get("clickhouse.url"),
            lake.settings.get("clickhouse.user"),
            lake.settings.get("clickhouse.password"))) {
      return new BatchRun(
              new BatchContext(
                  lake.spark.newSession(),
                  lake.settings.get("catalog.warehouse"),
                  contract(),
                  pipeline.version(),
                  new RunWindow(Grain.DAILY, start, start.plus(Duration.ofDays(days))),
                  lake.registry,
                  serving,
                  new DeequChecks(),
                  Clock.systemUTC(),
                  faults))
          .run(datasets);
    }
  }

  /** What readers of catalog {@code published} see of some days, one text per row. */
  List<String> published(String dataset, LocalDate day, int days, String columns) {
    return lake
        .spark
        .sql(
            "SELECT %s FROM published.%s WHERE date(window_start) >= '%s' AND date(window_start) < '%s'"
                .formatted(columns, dataset, day, day.plusDays(days)))
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  /** Metrics of a partition that are kept more than once. */
  List<String> measuredTwice(String dataset, LocalDate day) {
    return lake
        .spark
        .sql(
            "SELECT metric FROM lake.metrics.clicks WHERE dataset = '%s' AND partition = '%s' GROUP BY metric HAVING count(*) > 1"
                .formatted(dataset, day))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  PartitionState state(String dataset, LocalDate day) {
    return lake.registry.partitions(dataset).stream()
        .filter(partition -> partition.partitionKey().equals(day.toString()))
        .map(Partition::state)
        .findFirst()
        .orElseThrow();
  }

  GateAnswer gate(String dataset, LocalDate day) {
    return lake.registry.gate(dataset, day.toString());
  }
}
