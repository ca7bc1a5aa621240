package io.headgate.batch;

import io.headgate.batch.reconcile.Reconcile;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Reconciliation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/** A pipeline of a name of its own, whose tables, topic and ledger a test fills by hand. */
final class ReconciledPipeline {
  static final Instant TEN = Instant.parse("2026-11-12T10:00:00Z");

  private static final AtomicInteger COUNT = new AtomicInteger();

  final TestingLake lake = TestingLake.shared();
  final String name = "reconciled_" + COUNT.incrementAndGet();
  final String topic = "aviation.reconciled-" + COUNT.get() + ".v1";
  final String aggregate = name + "_hourly";
  private final PipelineContract contract;
  private int epoch;

  ReconciledPipeline(Path parent) throws IOException {
    Path folder = parent.resolve(name);
    Files.createDirectories(folder.resolve("aggregates"));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: %s
        owner_team: aviation
        sources:
          - {topic: %s, schema: departure.avsc, partitions: 1}
        event_id: event_id
        event_time: {field: scheduled_at, watermark_delay: PT1H, tolerance_ahead: PT1H}
        delivery: exactly_once
        aggregates:
          - {name: %s, sql: aggregates/hourly.sql, key: [origin]}
        retention: {topic: P30D, dead_letters: P30D}
        sla: {published: PT2H}
        minimum_score: 0.9
        """
            .formatted(name, topic, aggregate));
    Files.writeString(
        folder.resolve("aggregates/hourly.sql"),
        """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          count(*) AS flights, avg(delay_minutes) AS average_delay_minutes
        FROM events GROUP BY window(scheduled_at, '1 hour'), origin
        """);
    Files.copy(
        Path.of("..", "sql", "pipelines", "flights", "departure.avsc"),
        folder.resolve("departure.avsc"));
    try (ApplyPipeline apply =
        new ApplyPipeline(Settings.of(lake.settings), lake.spark, parent.resolve("dags"))) {
      apply.carryOut(apply.plan(ApplyPipeline.load(lake.spark, folder)), step -> {});
    }
    contract = lake.registry.pipeline(name).orElseThrow().contract();
  }

  /** Sends records in a transaction, whose marker takes one more offset. */
  void send(int records, boolean committed) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", brokers(), "transactional.id", UUID.randomUUID().toString()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, 0, new byte[0], new byte[] {1}));
      }
      producer.flush();
      if (committed) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  /** Removes the records before an offset from the topic, as retention does. */
  void ageOut(long before) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  private String brokers() {
    return lake.settings.get("kafka.bootstrap-servers");
  }

  /** Appends one flight per offset to raw, at ten o'clock and as many minutes as its offset. */
  void raw(long... offsets) {
    append(
        contract.rawDataset(),
        LongStream.of(offsets)
            .mapToObj(
                offset ->
                    Map.<String, Object>of(
                        "event_id",
                        "e" + offset,
                        "scheduled_at",
                        TEN.plusSeconds(60 * offset),
                        "delay_minutes",
                        10,
                        "distance_miles",
                        500,
                        "origin",
                        "SFO",
                        "destination",
                        "LAX",
                        "_topic",
                        topic,
                        "_topic_partition",
                        0,
                        "_offset",
                        offset,
                        "event_date",
                        LocalDate.ofInstant(TEN.plusSeconds(60 * offset), ZoneOffset.UTC)))
            .toList());
  }

  void quarantine(long... offsets) {
    append(
        contract.quarantineDataset(),
        LongStream.of(offsets)
            .mapToObj(
                offset ->
                    Map.<String, Object>of(
                        "_topic", topic,
                        "_topic_partition", 0,
                        "_offset", offset,
                        "_failed_at", TEN))
            .toList());
  }

  private void append(String dataset, List<Map<String, Object>> values) {
    StructType schema = lake.spark.table("lake." + dataset).schema();
    List<Row> rows = new ArrayList<>();
    for (Map<String, Object> value : values) {
      rows.add(RowFactory.create(Arrays.stream(schema.fieldNames()).map(value::get).toArray()));
    }
    try {
      lake.spark.createDataFrame(rows, schema).coalesce(1).writeTo("lake." + dataset).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One batch of raw ingest, of which no snapshot is told. */
  void batch(long from, long until, long valid, long quarantined, long filtered) {
    post(
        "raw-ingest:" + name,
        raw(),
        from,
        until,
        valid,
        quarantined,
        filtered,
        Map.of(),
        null,
        null,
        Map.of());
  }

  /** One batch of raw ingest whose events, of one day, the newest snapshot of raw has added. */
  void committed(long from, long until, long valid) {
    LocalDate day = LocalDate.ofInstant(TEN.plusSeconds(60 * from), ZoneOffset.UTC);
    Map<String, Long> rows = Map.of("event_date=" + day, valid);
    String writer = "raw-ingest:" + name;
    post(writer, raw(), from, until, valid, 0, 0, rows, lake.head(raw()), null, Map.of());
  }

  String raw() {
    return contract.rawDataset();
  }

  /** One batch of the aggregate. */
  void aggregated(long until, Instant watermark, Map<String, Long> lateRows) {
    post("aggregate:" + name, aggregate, 0, until, 1, 0, 0, Map.of(), null, watermark, lateRows);
  }

  private void post(
      String writer,
      String dataset,
      long from,
      long until,
      long valid,
      long quarantined,
      long filtered,
      Map<String, Long> partitionRows,
      Long snapshotId,
      Instant watermark,
      Map<String, Long> lateRows) {
    lake.registry.postLedger(
        new LedgerRow(
            writer,
            "test",
            epoch++,
            dataset,
            name,
            1,
            List.of(new OffsetRange(topic, 0, from, until)),
            valid + quarantined + filtered,
            valid,
            quarantined,
            filtered,
            0,
            0,
            partitionRows,
            Map.of(),
            Map.of(),
            lateRows,
            Map.of(),
            snapshotId,
            TEN,
            watermark,
            TEN.plusSeconds(epoch),
            TEN.plusSeconds(epoch)));
  }

  /** A window in ClickHouse, as the stream upserts it. */
  void served(Instant start, String origin, long flights, double averageDelay) {
    lake.execute(
        """
        INSERT INTO serving.%s (window_start, window_end, origin, flights, average_delay_minutes,
          _version)
        SELECT toDateTime64('%s', 6, 'UTC'), toDateTime64('%s', 6, 'UTC'), '%s', %d, %s, 1"""
            .formatted(
                aggregate,
                text(start),
                text(start.plusSeconds(3600)),
                origin,
                flights,
                averageDelay));
  }

  private static String text(Instant instant) {
    return instant.toString().replace('T', ' ').replace("Z", "");
  }

  Reconciliation reconcile() {
    return reconcile(null, null);
  }

  Reconciliation reconcile(Instant from, Instant until) {
    try (ClickHouse clickHouse = ClickHouse.open(Settings.of(lake.settings))) {
      return new Reconcile(lake.spark, lake.registry, clickHouse, brokers(), Clock.systemUTC())
          .of(contract, from, until);
    }
  }
}
