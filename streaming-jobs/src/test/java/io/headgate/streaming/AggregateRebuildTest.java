package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rebuilt aggregate has, against the same computed in plain Java. */
class AggregateRebuildTest {
  private static final String SLIDING = "'1 hour', '30 minutes'";

  @TempDir Path folder;

  private final TestingRides rides = new TestingRides();
  private final TestingAggregates pipeline = rides.pipeline;

  /**
   * A rebuild and its repeats, each killed at another place.
   *
   * @param places what the log says of them, in turn
   */
  @ParameterizedTest
  @CsvSource({
    "rebuild pipeline= / switching aggregate=, LONG_ONES, LONG_ONES",
    "filled aggregate= / switching aggregate=, SUMMED, SUMMED",
    "catching up aggregate=, SUMMED, LONG_ONES"
  })
  void aRebuildThatWasKilledIsGoneOnWithByRunningItAgain(String places, Sql first, Sql then)
      throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    rides.send(600);
    rides.ingestAndCount();
    pipeline.apply(Delivery.AT_LEAST_ONCE, first.text, "city");
    for (String place : places.split(" / ", -1)) {
      DriverProcess killed = rides.rebuildJob(folder);
      await()
          .atMost(TestingRides.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> killed.output().contains(place) || !killed.isRunning());
      killed.kill();
      assertThat(killed.output()).contains(place);
    }
    assertThat(rides.served()).isPositive();
    pipeline.apply(Delivery.AT_LEAST_ONCE, then.text, "city");
    rides.send(60);

    var unused = pipeline.rebuild().run();

    try (RunningQuery query = pipeline.start()) {
      query.processAll();
    }
    Map<String, int[]> expected =
        TestingRides.counted(
            rides.sent.stream()
                .filter(ride -> then == Sql.SUMMED || (Integer) ride.get("minutes") >= 2)
                .toList());
    assertThat(rides.rows("analyst", "toString(rides)"))
        .isEqualTo(
            expected.entrySet().stream()
                .map(window -> window.getKey() + " " + window.getValue()[0])
                .toList());
    assertThat(rides.tables()).containsExactly(pipeline.aggregate);
  }

  @Test
  void aRebuildWhoseSnapshotHasExpiredBeginsAnew() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    rides.send(600);
    rides.ingestAndCount();
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.LONG_ONES, "city");
    try (DriverProcess killed = rides.rebuildJob(folder)) {
      await()
          .atMost(TestingRides.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> killed.output().contains("phase=PLANNED") || !killed.isRunning());
    }
    rides.send(60);
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
    assertThat(rides.rows("analyst", "toString(rides)")).isEqualTo(ofLongRides());
  }

  @Test
  void aRebuildIsRefusedBeforeAnythingIsMadeWhenKafkaNoLongerHasItsOpenWindows() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    rides.send(600);
    rides.ingestAndCount();
    List<String> before = rides.rows("analyst", "toString(rides)");
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", pipeline.platform.kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(pipeline.topic(1), 0), RecordsToDelete.beforeOffset(590)))
          .all()
          .get();
    }
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.LONG_ONES, "city");

    assertThatThrownBy(() -> pipeline.rebuild().run())
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("are no longer in topic " + pipeline.topic(1));
    assertThat(rides.rows("analyst", "toString(rides)")).isEqualTo(before);
    assertThat(rides.tables()).containsExactly(pipeline.aggregate);
  }

  @Test
  void slidingWindowsAreRebuilt() throws Exception {
    pipeline.apply(
        Delivery.AT_LEAST_ONCE, TestingRides.COUNTED.replace("'1 hour'", SLIDING), "city");
    rides.send(600);
    rides.ingestAndCount();
    pipeline.apply(
        Delivery.AT_LEAST_ONCE, TestingRides.LONG_ONES.replace("'1 hour'", SLIDING), "city");

    var unused = pipeline.rebuild().run();

    Map<String, Long> expected = new TreeMap<>();
    for (GenericRecord ride : rides.sent) {
      long second = TimeUnit.MICROSECONDS.toSeconds((Long) ride.get("happened_at"));
      if ((Integer) ride.get("minutes") >= 2) {
        long half = second - second % 1800;
        expected.merge(half + " " + ride.get("city"), 1L, Long::sum);
        expected.merge(half - 1800 + " " + ride.get("city"), 1L, Long::sum);
      }
    }
    assertThat(rides.rows("analyst", "toString(rides)"))
        .isEqualTo(
            expected.entrySet().stream()
                .map(window -> window.getKey() + " " + window.getValue())
                .toList());
  }

  @Test
  void finalWindowsAndThoseThatAreOlderThanRawAreKept() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.COUNTED, "city");
    rides.send(600);
    rides.ingestAndCount();
    insert(rides.morning, "Rome", 999, 1L << 62 | 5);
    insert(rides.morning.minus(Duration.ofDays(9)), "Bari", 888, 1L << 48 | 3);
    pipeline.apply(Delivery.AT_LEAST_ONCE, TestingRides.LONG_ONES, "city");

    var unused = pipeline.rebuild().run();

    assertThat(rides.rows("analyst", "toString(rides)"))
        .contains(
            rides.morning.getEpochSecond() + " Rome 999",
            rides.morning.minus(Duration.ofDays(9)).getEpochSecond() + " Bari 888")
        .hasSize(TestingRides.windows(rides.sent).size() + 1);
  }

  private List<String> ofLongRides() {
    return TestingRides.counted(
            rides.sent.stream().filter(ride -> (Integer) ride.get("minutes") >= 2).toList())
        .entrySet()
        .stream()
        .map(window -> window.getKey() + " " + window.getValue()[0])
        .toList();
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

  /** What an aggregate is changed to. */
  enum Sql {
    LONG_ONES(TestingRides.LONG_ONES),
    SUMMED(TestingRides.SUMMED);

    private final String text;

    Sql(String text) {
      this.text = text;
    }
  }
}
