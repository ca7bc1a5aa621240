package io.headgate.batch;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.batch.backfill.DayBackfill;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.Correction;
import io.headgate.platform.batch.Corrections;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.testing.TestingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/** A pipeline of a name of its own: minutes are made of raw, hours of minutes, days of hours. */
final class LeveledPipeline {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final TestingLake lake = TestingLake.shared();
  final String name = "leveled_" + COUNT.incrementAndGet();
  private final Path folder = TestingFolder.create("headgate-leveled-").resolve(name);
  private Instant frontier = Instant.EPOCH;
  private long offset;
  private long epoch;

  LeveledPipeline() throws IOException {
    Files.createDirectories(folder.resolve("rollups"));
    Files.copy(
        Path.of("..", "sql", "pipelines", "flights", "departure.avsc"),
        folder.resolve("departure.avsc"));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: %1$s
        owner_team: aviation
        sources:
          - {topic: aviation.%2$s.v1, schema: departure.avsc, partitions: 1}
        event_id: event_id
        event_time: {field: scheduled_at, watermark_delay: PT1H, tolerance_ahead: PT1H}
        delivery: at_least_once
        rollups:
          - {name: %1$s_daily, sql: rollups/daily.sql, grain: daily, from: %1$s_hourly, key: [origin], checks: [%3$s]}
          - {name: %1$s_hourly, sql: rollups/hourly.sql, grain: hourly, from: %1$s_minutely, key: [origin], checks: [%3$s]}
          - {name: %1$s_minutely, sql: rollups/minutely.sql, grain: minutely, key: [origin], checks: [%3$s]}
        retention: {topic: P30D, dead_letters: P30D}
        sla: {published: PT2H}
        minimum_score: 0.9
        """
            .formatted(
                name,
                name.replace('_', '-'),
                "{name: known, type: not_null, weight: 1, column: origin}"));
    minutesAre("sum(delay_minutes)");
    above("hourly", name + "_minutely", "1 hour");
    above("daily", name + "_hourly", "1 day");
    apply();
  }

  /** Says in the contract who owns the pipeline. */
  void isOwnedBy(String team) throws IOException {
    Path contract = folder.resolve("pipeline.yaml");
    Files.writeString(
        contract, Files.readString(contract).replaceFirst("owner_team: .*", "owner_team: " + team));
  }

  /** Writes the SQL of the finest level. */
  void minutesAre(String delays) throws IOException {
    Files.writeString(
        folder.resolve("rollups/minutely.sql"),
        """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          count(*) AS flights, %s AS delay_minutes,
          min(delay_minutes) AS shortest, max(delay_minutes) AS longest,
          hll_sketch_agg(event_id) AS ids,
          hll_sketch_estimate(hll_sketch_agg(event_id)) AS distinct_ids,
          dd_sketch_agg(distance_miles) AS distances,
          dd_sketch_quantile(dd_sketch_agg(distance_miles), 0.9) AS distance_p90
        FROM events GROUP BY window(scheduled_at, '1 minute'), origin
        """
            .formatted(delays));
  }

  private void above(String file, String from, String width) throws IOException {
    Files.writeString(
        folder.resolve("rollups/" + file + ".sql"),
        """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          sum(flights) AS flights, sum(delay_minutes) AS delay_minutes,
          min(shortest) AS shortest, max(longest) AS longest,
          hll_union_agg(ids) AS ids, hll_sketch_estimate(hll_union_agg(ids)) AS distinct_ids,
          dd_union_agg(distances) AS distances,
          dd_sketch_quantile(dd_union_agg(distances), 0.9) AS distance_p90
        FROM %s GROUP BY window(window_start, '%s'), origin
        """
            .formatted(from, width));
  }

  void apply() {
    lake.apply(ApplyPipeline.load(lake.spark, folder), folder.resolveSibling("dags"));
  }

  String dataset(Grain grain) {
    return contract(grain).dataset();
  }

  private Rollup contract(Grain grain) {
    return lake.registry.pipeline(name).orElseThrow().contract().rollups(grain).get(0);
  }

  /** Appends flights to raw as one epoch, and tells the registry; all is read up to an instant. */
  void ingest(List<Flight> flights, Instant readUntil) {
    long from = offset;
    List<Row> rows = new ArrayList<>();
    for (Flight flight : flights) {
      rows.add(
          RowFactory.create(
              flight.eventId(),
              flight.scheduledAt(),
              flight.delayMinutes(),
              flight.distanceMiles(),
              flight.origin(),
              flight.destination(),
              "departure",
              "aviation.leveled.v1",
              0,
              offset++,
              1,
              flight.brokerAt(),
              flight.brokerAt(),
              flight.date()));
    }
    String raw = "lake.raw." + name;
    try {
      lake.spark
          .createDataFrame(rows, lake.spark.table(raw).schema())
          .coalesce(1)
          .writeTo(raw)
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
    frontier = frontier.isBefore(readUntil) ? readUntil : frontier;
    Map<String, Long> perDate =
        flights.stream()
            .collect(groupingBy(flight -> "event_date=" + flight.date(), TreeMap::new, counting()));
    Instant now = Instant.now();
    lake.registry.postLedger(
        new LedgerRow(
            "raw-ingest:" + name,
            "test",
            epoch++,
            "raw." + name,
            name,
            1,
            List.of(new OffsetRange("aviation.leveled.v1", 0, from, offset)),
            flights.size(),
            flights.size(),
            0,
            perDate,
            lake.head("raw." + name),
            frontier,
            null,
            now,
            now));
  }

  /** Expires all snapshots but the newest of raw and of every level. */
  void expireSnapshots() {
    List<String> datasets = new ArrayList<>(List.of("raw." + name));
    Arrays.stream(Grain.values()).map(this::dataset).forEach(datasets::add);
    for (String dataset : datasets) {
      lake.table(dataset)
          .expireSnapshots()
          .expireOlderThan(System.currentTimeMillis())
          .retainLast(1)
          .commit();
      assertThat(lake.snapshots(dataset)).isEqualTo(1);
    }
  }

  /** Removes the days before one from raw, as maintenance does with what is no longer kept. */
  void removeUntil(LocalDate day) {
    new RemovedPartitions(TestingLake.start(day), Duration.ofDays(30))
        .remove(lake.table("raw." + name), Expressions.lessThan("event_date", day.toString()));
  }

  /** Runs one level over a day, or a part of it. */
  End run(Grain grain, Instant start, Instant end) {
    return run(lake.registry, grain, start, end);
  }

  End run(RegistryClient registry, Grain grain, Instant start, Instant end) {
    var recorded = lake.registry.pipeline(name).orElseThrow();
    return new BatchRun(
            lake.context(
                lake.spark.newSession(), registry, recorded, new RunWindow(grain, start, end)))
        .run(List.of(contract(grain)))
        .get(0)
        .end();
  }

  /** Runs every level over a day, the finest first. */
  List<End> runDay(LocalDate day) {
    Instant start = TestingLake.start(day);
    Instant end = TestingLake.start(day.plusDays(1));
    return List.of(
        run(Grain.MINUTELY, start, end),
        run(Grain.HOURLY, start, end),
        run(Grain.DAILY, start, end));
  }

  /** A backfill of all levels. */
  DayBackfill backfill() {
    var recorded = lake.registry.pipeline(name).orElseThrow();
    SparkSession session = lake.spark.newSession();
    return new DayBackfill(
        recorded.contract(),
        lake.registry,
        window -> lake.context(session, lake.registry, recorded, window),
        100_000_000,
        Clock.systemUTC());
  }

  /** What the corrections did, as {@code HOURLY PUBLISHED} with its number. */
  Map<String, Long> correct() {
    return correct(lake.registry);
  }

  Map<String, Long> correct(RegistryClient registry) {
    return correct(registry, FaultPoint::pass);
  }

  Map<String, Long> correct(RegistryClient registry, Consumer<FaultPoint> faults) {
    var recorded = lake.registry.pipeline(name).orElseThrow();
    SparkSession session = lake.spark.newSession();
    List<Correction> corrections =
        new Corrections(window -> lake.context(session, registry, recorded, window, faults))
            .run(registry, recorded.contract().rollupsBottomUp());
    return corrections.stream()
        .collect(
            groupingBy(
                each ->
                    each.dataset().substring(each.dataset().lastIndexOf('_') + 1)
                        + " "
                        + each.end(),
                TreeMap::new,
                counting()));
  }

  /** What readers of catalog {@code published} see of a level, as {@link #truth} says it. */
  List<String> published(Grain grain) {
    return lake.spark.table("published." + dataset(grain)).collectAsList().stream()
        .map(
            row ->
                "%s|%s|%d|%d|%d|%d"
                    .formatted(
                        row.<Instant>getAs("window_start"),
                        row.<String>getAs("origin"),
                        row.<Long>getAs("flights"),
                        row.<Long>getAs("delay_minutes"),
                        row.<Integer>getAs("shortest"),
                        row.<Integer>getAs("longest")))
        .sorted()
        .toList();
  }

  /** What ClickHouse shows of a level, likewise. */
  List<String> served(Grain grain) {
    return lake.query(
        """
        SELECT concat(formatDateTime(window_start, '%%Y-%%m-%%dT%%H:%%i:%%SZ', 'UTC'), '|', origin, '|',
          toString(flights), '|', toString(delay_minutes), '|', toString(shortest), '|',
          toString(longest))
        FROM serving.%s FINAL\
        """
            .formatted(contract(grain).name()),
        row -> row.getString(1));
  }

  /** The corrections of a level, as {@code window key measure: before -> after, events late}. */
  List<String> log(Grain grain) {
    return lake.query(
        """
        SELECT concat(formatDateTime(window_start, '%%Y-%%m-%%dT%%H:%%i', 'UTC'), ' ', key, ' ', measure, ': ',
          ifNull(before, 'none'), ' -> ', ifNull(after, 'none'), ', ',
          ifNull(toString(events), 'unknown'), ' events, latest after ',
          ifNull(toString(lateness_seconds), 'unknown'), ' s, was ', status_before)
        FROM analyst.corrections WHERE dataset = '%s' AND measure NOT IN ('distinct_ids', 'distance_p90')\
        """
            .formatted(dataset(grain)),
        row -> row.getString(1));
  }

  /** Computed in plain Java from the flights, each id once. */
  static List<String> truth(Grain grain, List<Flight> flights) {
    Map<String, Flight> once = new LinkedHashMap<>();
    flights.forEach(flight -> once.putIfAbsent(flight.eventId(), flight));
    Map<String, IntSummaryStatistics> groups =
        once.values().stream()
            .collect(
                groupingBy(
                    flight -> window(grain, flight) + "|" + flight.origin(),
                    TreeMap::new,
                    Collectors.summarizingInt(Flight::delayMinutes)));
    List<String> rows = new ArrayList<>();
    groups.forEach(
        (group, delays) ->
            rows.add(
                "%s|%d|%d|%d|%d"
                    .formatted(
                        group,
                        delays.getCount(),
                        delays.getSum(),
                        delays.getMin(),
                        delays.getMax())));
    return rows.stream().sorted().toList();
  }

  private static Instant window(Grain grain, Flight flight) {
    return flight.scheduledAt().truncatedTo(grain.windowUnit());
  }
}
