package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An aggregate that is changed while it runs, against the same computed in plain Java. */
class ChangedAggregateTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private final Instant morning =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(10));
  private static final Schema RIDE =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Ride", "namespace": "demo", "fields": [
                {"name": "event_id", "type": "string"},
                {"name": "happened_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "city", "type": "string"},
                {"name": "minutes", "type": "int"}]}
              """);
  private static final String COUNTED =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;
  private static final String LONG_ONES =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides
      FROM events WHERE minutes >= 2 GROUP BY window(happened_at, '1 hour'), city
      """;
  private static final String SLIDING = "'1 hour', '30 minutes'";
  private static final String SUMMED =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides,
        sum(minutes) AS minutes
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;

  @TempDir Path folder;

  private final TestingAggregates pipeline = new TestingAggregates().source(1, RIDE);
  private final List<GenericRecord> sent = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aChangedAggregateEndsItsJobWithTwoAndTheRemedyWhileReadersKeepTheOldRows() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    send(60);
    try (RunningQuery query = pipeline.start()) {
      query.processAll();
    }
    List<String> before = pipeline.rows("toString(window_start), city, toString(rides)");
    pipeline.apply(Delivery.AT_LEAST_ONCE, SUMMED, "city");

    assertThat(pipeline.planned)
        .contains(
            "  = ClickHouse table serving.%1$s (the aggregate has changed; readers keep the old rows until headgate rebuild %2$s %1$s): nothing to do"
                .formatted(pipeline.aggregate, pipeline.name));

    DriverProcess job = job("AggregateJob", "--pipeline", pipeline.name);

    assertThat(job.awaitEnd()).as(job.output()).isEqualTo(2);
    assertThat(job.output())
        .contains(
            "its SQL and columns changed, and the state of its windows is of the old one; readers"
                + " keep the old rows. Run headgate rebuild "
                + pipeline.name
                + " "
                + pipeline.aggregate);
    assertThat(pipeline.rows("toString(window_start), city, toString(rides)")).isEqualTo(before);
    assertThat(served()).isEqualTo(before.size());
  }

  @Test
  void anotherShufflePartitionCountIsRefused() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    pipeline.start().close();
    String count = pipeline.platform.spark.conf().get("spark.sql.shuffle.partitions");
    pipeline.platform.spark.conf().set("spark.sql.shuffle.partitions", "7");
    try {
      assertThatThrownBy(() -> pipeline.start().close())
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
          .hasMessageContaining("its shuffle partition count (7, was %s) changed".formatted(count));
    } finally {
      pipeline.platform.spark.conf().set("spark.sql.shuffle.partitions", count);
    }
  }

  @Test
  void aRebuildTakesThePlaceWithoutAGapWhileEventsFlowAndItsQueryGoesOnByItself() throws Exception {
    pipeline.apply(Delivery.EXACTLY_ONCE, COUNTED, "city");
    send(600);
    DriverProcess driver = job("PipelineStreamsJob", "--pipeline", pipeline.name);
    AtomicBoolean ended = new AtomicBoolean();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    Thread producer = new Thread(() -> sendUntil(ended, faults));
    Thread reader = new Thread(() -> readUntil(ended, faults));
    try {
      await().atMost(PATIENCE).until(() -> served() == windows(sent).size());
      reader.start();
      producer.start();
      pipeline.apply(Delivery.EXACTLY_ONCE, SUMMED, "city");
      await().atMost(PATIENCE).until(() -> state() == QueryState.FAILED);

      assertThat(pipeline.rebuild().run().facts()).containsEntry("end", "serves");

      await().atMost(PATIENCE).until(() -> state() == QueryState.RUNNING);
      ended.set(true);
      producer.join();
      reader.join();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(rows("analyst", "toString(rides), toString(ifNull(minutes, 0))"))
                      .isEqualTo(windows(sent)));
    } finally {
      ended.set(true);
      int unused = driver.terminate();
    }
    assertThat(faults).isEmpty();
    assertThat(pipeline.rebuild().run().facts()).containsEntry("end", "nothing to do");
    assertThat(tables()).containsExactly(pipeline.aggregate);
  }

  @ParameterizedTest
  @CsvSource({
    "rebuild pipeline=, LONG_ONES, LONG_ONES",
    "filled aggregate=, SUMMED, SUMMED",
    "catching up aggregate=, SUMMED, LONG_ONES",
    "switching aggregate=, SUMMED, SUMMED",
    "switching aggregate=, LONG_ONES, LONG_ONES"
  })
  void aRebuildThatWasKilledIsGoneOnWithByRunningItAgain(String killedAt, Sql first, Sql then)
      throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    send(600);
    ingestAndCount();
    pipeline.apply(Delivery.AT_LEAST_ONCE, first.text, "city");
    DriverProcess killed =
        job("RebuildAggregateJob", "--pipeline", pipeline.name, "--aggregate", pipeline.aggregate);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> killed.output().contains(killedAt) || !killed.isRunning());
    killed.kill();
    assertThat(killed.output()).contains(killedAt);
    assertThat(served()).isPositive();
    pipeline.apply(Delivery.AT_LEAST_ONCE, then.text, "city");
    send(60);

    var unused = pipeline.rebuild().run();

    try (RunningQuery query = pipeline.start()) {
      query.processAll();
    }
    Map<String, int[]> expected =
        counted(
            sent.stream()
                .filter(ride -> then == Sql.SUMMED || (Integer) ride.get("minutes") >= 2)
                .toList());
    assertThat(rows("analyst", "toString(rides)"))
        .isEqualTo(
            expected.entrySet().stream()
                .map(window -> window.getKey() + " " + window.getValue()[0])
                .toList());
    assertThat(tables()).containsExactly(pipeline.aggregate);
  }

  @Test
  void aRebuildWhoseSnapshotHasExpiredBeginsAnew() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    send(600);
    ingestAndCount();
    pipeline.apply(Delivery.AT_LEAST_ONCE, LONG_ONES, "city");
    try (DriverProcess killed =
        job(
            "RebuildAggregateJob",
            "--pipeline",
            pipeline.name,
            "--aggregate",
            pipeline.aggregate)) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> killed.output().contains("phase=PLANNED") || !killed.isRunning());
    }
    send(60);
    try (RunningQuery raw = pipeline.startRaw()) {
      raw.processAll();
    }
    pipeline
        .platform
        .spark
        .sql(
            "CALL lake.system.expire_snapshots(table => 'raw.%s', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)"
                .formatted(pipeline.name))
        .collect();

    var unused = pipeline.rebuild().run();

    try (RunningQuery query = pipeline.start()) {
      query.processAll();
    }
    assertThat(rows("analyst", "toString(rides)")).isEqualTo(ofLongRides());
  }

  @Test
  void aRebuildIsRefusedBeforeAnythingIsMadeWhenKafkaNoLongerHasItsOpenWindows() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    send(600);
    ingestAndCount();
    List<String> before = rows("analyst", "toString(rides)");
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", pipeline.platform.kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(pipeline.topic(1), 0), RecordsToDelete.beforeOffset(590)))
          .all()
          .get();
    }
    pipeline.apply(Delivery.AT_LEAST_ONCE, LONG_ONES, "city");

    assertThatThrownBy(() -> pipeline.rebuild().run())
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("are no longer in topic " + pipeline.topic(1));
    assertThat(rows("analyst", "toString(rides)")).isEqualTo(before);
    assertThat(tables()).containsExactly(pipeline.aggregate);
  }

  @Test
  void slidingWindowsAreRebuilt() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED.replace("'1 hour'", SLIDING), "city");
    send(600);
    ingestAndCount();
    pipeline.apply(Delivery.AT_LEAST_ONCE, LONG_ONES.replace("'1 hour'", SLIDING), "city");

    var unused = pipeline.rebuild().run();

    Map<String, Long> expected = new TreeMap<>();
    for (GenericRecord ride : sent) {
      long second = TimeUnit.MICROSECONDS.toSeconds((Long) ride.get("happened_at"));
      if ((Integer) ride.get("minutes") >= 2) {
        long half = second - second % 1800;
        expected.merge(half + " " + ride.get("city"), 1L, Long::sum);
        expected.merge(half - 1800 + " " + ride.get("city"), 1L, Long::sum);
      }
    }
    assertThat(rows("analyst", "toString(rides)"))
        .isEqualTo(
            expected.entrySet().stream()
                .map(window -> window.getKey() + " " + window.getValue())
                .toList());
  }

  private void ingestAndCount() throws Exception {
    try (RunningQuery raw = pipeline.startRaw();
        RunningQuery query = pipeline.start()) {
      raw.processAll();
      query.processAll();
    }
  }

  private List<String> ofLongRides() {
    return counted(sent.stream().filter(ride -> (Integer) ride.get("minutes") >= 2).toList())
        .entrySet()
        .stream()
        .map(window -> window.getKey() + " " + window.getValue()[0])
        .toList();
  }

  /** What an aggregate is changed to. */
  enum Sql {
    LONG_ONES(ChangedAggregateTest.LONG_ONES),
    SUMMED(ChangedAggregateTest.SUMMED);

    private final String text;

    Sql(String text) {
      this.text = text;
    }
  }

  @Test
  void finalWindowsAndThoseThatAreOlderThanRawAreKept() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, COUNTED, "city");
    send(600);
    ingestAndCount();
    insert(morning, "Rome", 999, 1L << 62 | 5);
    insert(morning.minus(Duration.ofDays(9)), "Bari", 888, 1L << 48 | 3);
    pipeline.apply(Delivery.AT_LEAST_ONCE, LONG_ONES, "city");

    var unused = pipeline.rebuild().run();

    assertThat(rows("analyst", "toString(rides)"))
        .contains(
            morning.getEpochSecond() + " Rome 999",
            morning.minus(Duration.ofDays(9)).getEpochSecond() + " Bari 888")
        .hasSize(windows(sent).size() + 1);
  }

  private void insert(Instant start, String city, int rides, long version) {
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      clickHouse.execute(
          "INSERT INTO serving.%s (window_start, window_end, city, rides, _version) SELECT fromUnixTimestamp64Micro(%d), fromUnixTimestamp64Micro(%d), '%s', %d, %d"
              .formatted(
                  pipeline.aggregate,
                  TimeUnit.SECONDS.toMicros(start.getEpochSecond()),
                  TimeUnit.SECONDS.toMicros(start.getEpochSecond() + 3600),
                  city,
                  rides,
                  version));
    }
  }

  /** Each as {@code start city rides minutes}; an event counts once. */
  private static List<String> windows(List<GenericRecord> rides) {
    Map<String, GenericRecord> once = new TreeMap<>();
    synchronized (rides) {
      rides.forEach(ride -> once.putIfAbsent(ride.get("event_id").toString(), ride));
    }
    return counted(List.copyOf(once.values())).entrySet().stream()
        .map(
            window ->
                "%s %d %d".formatted(window.getKey(), window.getValue()[0], window.getValue()[1]))
        .toList();
  }

  private static Map<String, int[]> counted(List<GenericRecord> rides) {
    Map<String, int[]> windows = new TreeMap<>();
    for (GenericRecord ride : rides) {
      long second = TimeUnit.MICROSECONDS.toSeconds((Long) ride.get("happened_at"));
      int[] counts =
          windows.computeIfAbsent(
              second - second % 3600 + " " + ride.get("city"), start -> new int[2]);
      counts[0]++;
      counts[1] += (Integer) ride.get("minutes");
    }
    return windows;
  }

  private List<String> rows(String database, String measures) {
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      return clickHouse.query(
          "SELECT arrayStringConcat([toString(toUnixTimestamp(window_start)), city, %s], ' ') FROM %s.%s ORDER BY 1"
              .formatted(measures, database, pipeline.aggregate),
          row -> row.getString(1));
    }
  }

  private List<String> tables() {
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      return clickHouse.query(
          "SELECT name FROM system.tables WHERE database = 'serving' AND startsWith(name, ?)",
          row -> row.getString(1),
          pipeline.aggregate);
    }
  }

  private int served() {
    return rows("analyst", "toString(rides)").size();
  }

  private QueryState state() {
    return pipeline.platform.registry.client().queries().stream()
        .filter(report -> report.query().endsWith(":" + pipeline.aggregate))
        .map(QueryReport::state)
        .findFirst()
        .orElse(QueryState.STOPPED);
  }

  private void sendUntil(AtomicBoolean ended, List<String> faults) {
    try {
      while (!ended.get()) {
        send(5);
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException | RuntimeException e) {
      faults.add(e.toString());
    }
  }

  /** What a reader sees never becomes fewer windows, nor fewer rides. */
  private void readUntil(AtomicBoolean ended, List<String> faults) {
    List<Long> before = List.of(0L, 0L);
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      while (!ended.get()) {
        List<Long> now =
            clickHouse
                .query(
                    "SELECT count(), sum(rides) FROM analyst." + pipeline.aggregate,
                    row -> List.of(row.getLong(1), row.getLong(2)))
                .get(0);
        if (now.get(0) < before.get(0) || now.get(1) < before.get(1)) {
          faults.add("windows and rides were %s and are %s".formatted(before, now));
        }
        before = now;
      }
    } catch (RuntimeException e) {
      faults.add(e.toString());
    }
  }

  /** Rides of the next minutes, one per half a minute; every tenth is sent twice. */
  private void send(int count) {
    int schemaId = pipeline.schemaId(1);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", pipeline.platform.kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        int number = sent.size();
        Instant at = morning.plusSeconds(30L * number);
        GenericRecord ride = new GenericData.Record(RIDE);
        ride.put("event_id", "e" + (number % 10 == 9 ? number - 1 : number));
        ride.put(
            "happened_at",
            TimeUnit.SECONDS.toMicros(
                number % 10 == 9 ? at.getEpochSecond() - 30 : at.getEpochSecond()));
        ride.put("city", number / 10 % 2 == 0 ? "Muş" : "Rome");
        ride.put("minutes", number / 2 % 5);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    pipeline.topic(1),
                    0,
                    at.toEpochMilli(),
                    null,
                    TestingPipeline.value(schemaId, ride)));
        sent.add(ride);
      }
      producer.flush();
    }
  }

  private DriverProcess job(String job, String... arguments) {
    return DriverProcess.start(folder, pipeline.properties(), job, List.of(arguments));
  }
}
