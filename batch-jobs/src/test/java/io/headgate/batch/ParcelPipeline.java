package io.headgate.batch;

import io.headgate.batch.migrate.ColumnChange;
import io.headgate.batch.migrate.MigrationReport;
import io.headgate.batch.migrate.MigrationStep;
import io.headgate.batch.migrate.SchemaMigration;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.testing.TestingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/** A pipeline of a name of its own, whose column {@code weight} is to become {@code grams}. */
final class ParcelPipeline {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String WEIGHT = "{\"name\": \"weight\", \"type\": \"int\"}";
  private static final String GRAMS =
      "{\"name\": \"grams\", \"type\": [\"null\", \"int\"], \"default\": null}";

  final TestingLake lake = TestingLake.shared();
  final String name = "parcels_" + COUNT.incrementAndGet();
  final String raw = "raw." + name;
  private final String topic = "mail." + name.replace('_', '-') + ".v1";
  private final Path folder = TestingFolder.create("headgate-parcels-").resolve(name);
  private long offset;
  private long epoch;

  /** Applied with the old column alone. */
  ParcelPipeline() throws IOException {
    Files.createDirectories(folder.resolve("rollups"));
    apply("weight", WEIGHT);
  }

  /** The next version has both columns, and reads the old one. */
  void applyBoth() throws IOException {
    apply("weight", WEIGHT + ", " + GRAMS);
  }

  /** The version after it has the new column alone. */
  void applyNew() throws IOException {
    apply("grams", GRAMS);
  }

  private void apply(String read, String fields) throws IOException {
    Files.writeString(
        folder.resolve("parcel.avsc"),
        """
        {"type": "record", "name": "Parcel", "namespace": "io.headgate.%s", "fields": [
          {"name": "event_id", "type": "string"},
          {"name": "sent_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "code", "type": "string"}, {"name": "price", "type": "double"}, %s]}
        """
            .formatted(name, fields));
    Files.writeString(
        folder.resolve("rollups/daily.sql"),
        """
        SELECT window.start AS window_start, window.end AS window_end, code,
          count(*) AS parcels, sum(%s) AS total
        FROM events GROUP BY window(sent_at, '1 day'), code
        """
            .formatted(read));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: %1$s
        owner_team: mail
        sources:
          - {topic: %2$s, schema: parcel.avsc, partitions: 1}
        event_id: event_id
        event_time: {field: sent_at, watermark_delay: PT1H, tolerance_ahead: PT1H}
        delivery: at_least_once
        rules:
          - {name: weighs_something, expression: %3$s > 0}
        rollups:
          - {name: %1$s_daily, sql: rollups/daily.sql, grain: daily, key: [code],
             checks: [{name: known, type: not_null, weight: 1, column: code}]}
        retention: {topic: P30D, dead_letters: P30D}
        sla: {published: PT2H}
        minimum_score: 0.9
        """
            .formatted(name, topic, read));
    lake.apply(ApplyPipeline.load(lake.spark, folder), folder.resolveSibling("dags"));
  }

  PipelineVersion recorded() {
    return lake.registry.pipeline(name).orElseThrow();
  }

  MigrationReport run(ColumnChange change, MigrationStep step) {
    return new SchemaMigration(lake.spark, lake.registry, recorded(), change, () -> {}).run(step);
  }

  /** Appends parcels of 1, 2, … that have only the old column, and tells the registry. */
  void ingest(LocalDate day, String code, int count) {
    append(day, code, count);
    Instant now = Instant.now();
    lake.registry.postLedger(
        new LedgerRow(
            "raw-ingest:" + name,
            "test",
            epoch++,
            raw,
            name,
            1,
            List.of(new OffsetRange(topic, 0, offset - count, offset)),
            count,
            count,
            0,
            Map.of("event_date=" + day, (long) count),
            lake.head(raw),
            TestingLake.start(day.plusDays(30)),
            null,
            now,
            now));
  }

  /** As the stream does it, without a word to the registry. */
  void append(LocalDate day, String code, int count) {
    StructType schema = lake.spark.table("lake." + raw).schema();
    List<Row> rows =
        IntStream.rangeClosed(1, count).mapToObj(i -> row(schema, day, code, i)).toList();
    try {
      lake.spark.createDataFrame(rows, schema).coalesce(1).writeTo("lake." + raw).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private Row row(StructType schema, LocalDate day, String code, int i) {
    Instant sentAt = TestingLake.start(day).plusSeconds(i);
    Map<String, Object> values = new TreeMap<>();
    values.put("event_id", name + "/" + offset);
    values.put("sent_at", sentAt);
    values.put("code", code);
    values.put("price", i + 0.5);
    values.put("weight", i);
    values.put("_event_type", "parcel");
    values.put("_topic", topic);
    values.put("_topic_partition", 0);
    values.put("_offset", offset++);
    values.put("_schema_id", 1);
    values.put("_broker_at", sentAt);
    values.put("_ingested_at", sentAt);
    values.put("event_date", day);
    return RowFactory.create(Arrays.stream(schema.fieldNames()).map(values::get).toArray());
  }

  /** Makes the rollup of a day. */
  void roll(LocalDate day) {
    Instant start = TestingLake.start(day);
    var window = new RunWindow(Grain.DAILY, start, TestingLake.start(day.plusDays(1)));
    PipelineVersion version = recorded();
    new BatchRun(lake.context(lake.spark.newSession(), lake.registry, version, window))
        .run(version.contract().rollups());
  }

  /** What readers of the rollup see, as {@code code|parcels|total}. */
  List<String> totals() {
    return lake
        .spark
        .table("published.rollup." + name + "_daily")
        .select("code", "parcels", "total")
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  PartitionState rolled(LocalDate day) {
    return lake.registry.partitions("rollup." + name + "_daily").stream()
        .filter(partition -> partition.partitionKey().equals(day.toString()))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** What the driver of the stream would tell. */
  void streamRunsSince(Instant since) {
    lake.registry.putQuery(
        new QueryReport(
            "raw-ingest:" + name,
            name,
            QueryState.RUNNING,
            null,
            null,
            since,
            0,
            List.of(),
            Instant.now()));
  }

  List<String> columns() {
    return List.of(lake.spark.table("lake." + raw).schema().fieldNames());
  }

  /** How many rows of raw meet a condition. */
  long count(String condition) {
    return lake.spark.table("lake." + raw).where(condition).count();
  }
}
