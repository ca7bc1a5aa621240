package io.headgate.bench.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.checks.DeequChecks;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PipelineVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * A pipeline of clicks with levels, on real components. Spark writes its raw table, and the ledger
 * is told as the stream tells it; the rollups are made by the protocol that the jobs run.
 */
final class LevelsLake implements AutoCloseable {
  static final String PIPELINE = "bench_levels";
  static final String RAW = "raw." + PIPELINE;
  static final String MINUTELY = "bench_minutely";
  static final String HOURLY = "bench_hourly";
  static final String HOURLY_OF_RAW = "bench_hourly_of_raw";

  /** Groups of a minute in {@link #fillHour}. */
  static final int SITES = 20;

  static final int COUNTRIES = 5;

  private static final String TOPIC = "bench.levels.v1";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FRONTIER = Instant.parse("2026-03-01T00:00:00Z");

  private final BenchStack stack;
  private final SparkSession spark;
  private final PipelineVersion pipeline;
  private final ServingStore serving;
  private final String warehouse;
  private long offset;
  private long epoch;

  LevelsLake(BenchStack stack, PipelineApply apply) throws IOException {
    this.stack = stack;
    this.spark = apply.session();
    Path folder = stack.layout().home("contracts").resolve(PIPELINE);
    Files.createDirectories(folder.resolve("rollups"));
    Files.writeString(
        folder.resolve("click.avsc"), text("pipeline/click.avsc").replace("@PII@", ""));
    Files.writeString(folder.resolve("pipeline.yaml"), text("levels/pipeline.yaml"));
    for (String sql : List.of("minutely.sql", "hourly.sql", "hourly_of_raw.sql")) {
      Files.writeString(folder.resolve("rollups").resolve(sql), text("levels/" + sql));
    }
    apply.apply(folder);
    this.pipeline = stack.registry().pipeline(PIPELINE).orElseThrow();
    Settings settings = stack.settings();
    this.warehouse = settings.catalogWarehouse();
    this.serving =
        new ServingStore(
            settings.clickhouseUrl(), settings.clickhouseUser(), settings.clickhousePassword());
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = LevelsLake.class.getResourceAsStream("/io/headgate/bench/" + resource)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  SparkSession spark() {
    return spark;
  }

  /** Start of the hour with this number. */
  static Instant hour(int number) {
    return START.plus(Duration.ofHours(number));
  }

  /** Events of one hour, evenly over its minutes, the sites and the countries. */
  void fillHour(int number, long events) {
    fill(
        hour(number),
        events,
        "concat('shop-', lpad(id %% %d, 6, '0'))".formatted(SITES),
        "concat('C', id div %d %% %d)".formatted(SITES, COUNTRIES));
  }

  /** Events of one hour, of a thousand sites and 200 countries at random. */
  void fillHourAtRandom(Instant start, long events) {
    fill(
        start,
        events,
        "concat('shop-', lpad(pmod(xxhash64(id, 1), 1000), 6, '0'))",
        "concat('C', lpad(pmod(xxhash64(id, 2), 200), 3, '0'))");
  }

  /** Deletes all of raw. */
  void empty() {
    var unused = spark.sql("DELETE FROM lake.%s WHERE true".formatted(RAW));
  }

  private void fill(Instant start, long events, String site, String country) {
    LocalDate date = LocalDate.ofInstant(start, ZoneOffset.UTC);
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
    Dataset<Row> rows =
        spark
            .range(0, events, 1, 4)
            .selectExpr(
                "concat('5ea1ab1e-0000-4000-8000-', lpad(hex(id + %d), 12, '0')) AS event_id"
                    .formatted(offset),
                "timestamp_micros(%d + id * 3600000000 div %d) AS occurred_at"
                    .formatted(micros, events),
                site + " AS site",
                country + " AS country",
                "element_at(array('phone', 'desktop', 'tablet'), int(id % 3) + 1) AS device",
                "concat('u-', hex(xxhash64(id, 3))) AS user_id",
                "concat(hex(xxhash64(id div 8, 4)), hex(xxhash64(id div 8, 5))) AS session_id",
                "concat('https://www.example.com/shoes/item-', pmod(xxhash64(id, 6), 9000000)) AS"
                    + " url",
                "if(id % 4 = 0, CAST(NULL AS STRING), 'https://search.example/?q=shoes') AS"
                    + " referrer",
                "int(pmod(xxhash64(id, 7), 30000)) AS duration_ms",
                "if(id % 10 = 0, pmod(xxhash64(id, 8), 20000), 0L) AS amount_cents",
                "if(id % 50 = 0, 404, 200) AS status",
                "'click' AS _event_type",
                "'%s' AS _topic".formatted(TOPIC),
                "0 AS _topic_partition",
                "id + %d AS _offset".formatted(offset),
                "1 AS _schema_id",
                "timestamp_micros(%d + id * 3600000000 div %d) AS _broker_at"
                    .formatted(micros, events),
                "timestamp_micros(%d) AS _ingested_at".formatted(micros),
                "DATE '%s' AS event_date".formatted(date));
    try {
      rows.writeTo("lake." + RAW).option("distribution-mode", "none").append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
    tellLedger(date, events);
  }

  private void tellLedger(LocalDate date, long events) {
    long from = offset;
    offset += events;
    Instant now = Instant.now();
    stack
        .registry()
        .postLedger(
            new LedgerRow(
                "raw-ingest:" + PIPELINE,
                "bench",
                epoch++,
                RAW,
                PIPELINE,
                pipeline.version(),
                List.of(new OffsetRange(TOPIC, 0, from, offset)),
                events,
                events,
                0,
                Map.of("event_date=" + date, events),
                spark
                    .sql("SELECT snapshot_id FROM lake.%s.refs WHERE name = 'main'".formatted(RAW))
                    .first()
                    .getLong(0),
                FRONTIER,
                null,
                now,
                now));
  }

  /**
   * Makes one rollup of one hour by the batch protocol, as its job does.
   *
   * @throws HeadgateException when this run did not publish it
   */
  RunOutcome run(String rollup, int hour) {
    Rollup dataset =
        pipeline.contract().rollups().stream()
            .filter(each -> each.name().equals(rollup))
            .findFirst()
            .orElseThrow();
    RunWindow window = new RunWindow(dataset.grain(), hour(hour), hour(hour + 1));
    RunOutcome outcome =
        new BatchRun(
                new BatchContext(
                    spark.newSession(),
                    warehouse,
                    pipeline.contract(),
                    pipeline.version(),
                    window,
                    stack.registry(),
                    serving,
                    new DeequChecks(),
                    Clock.systemUTC()))
            .run(List.of(dataset))
            .get(0);
    if (outcome.end() != RunOutcome.End.PUBLISHED) {
      throw new HeadgateException(
          ExitCode.BUG,
          "Cannot measure %s of %s: it ended as %s".formatted(rollup, window, outcome.end()));
    }
    return outcome;
  }

  @Override
  public void close() {
    serving.close();
  }
}
