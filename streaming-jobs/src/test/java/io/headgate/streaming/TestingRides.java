package io.headgate.streaming;

import io.headgate.platform.clickhouse.ClickHouse;
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
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A pipeline of rides with an aggregate that is changed while it runs, and what its windows must
 * be, computed in plain Java.
 */
final class TestingRides {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  static final Schema RIDE =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Ride", "namespace": "demo", "fields": [
                {"name": "event_id", "type": "string"},
                {"name": "happened_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "city", "type": "string"},
                {"name": "minutes", "type": "int"}]}
              """);
  static final String COUNTED =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;
  static final String LONG_ONES =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides
      FROM events WHERE minutes >= 2 GROUP BY window(happened_at, '1 hour'), city
      """;
  static final String SUMMED =
      """
      SELECT window.start AS window_start, window.end AS window_end, city, count(*) AS rides,
        sum(minutes) AS minutes
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;

  final TestingAggregates pipeline = new TestingAggregates().source(1, RIDE);
  final List<GenericRecord> sent = Collections.synchronizedList(new ArrayList<>());
  final Instant morning;

  TestingRides() {
    this(Duration.ofHours(10));
  }

  /**
   * @param ago when rides begin; as many as are sent must fit until an hour from now, or the broker
   *     refuses them
   */
  TestingRides(Duration ago) {
    this.morning = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(ago);
  }

  /** Rides of the next minutes, one per half a minute; every tenth is sent twice. */
  void send(int count) {
    int schemaId = pipeline.schemaId(1);
    List<GenericRecord> rides =
        IntStream.range(sent.size(), sent.size() + count).mapToObj(this::ride).toList();
    pipeline.platform.send(
        rides.stream()
            .map(
                ride ->
                    new ProducerRecord<byte[], byte[]>(
                        pipeline.topic(1),
                        0,
                        TimeUnit.MICROSECONDS.toMillis((Long) ride.get("happened_at")),
                        null,
                        TestingPipeline.value(schemaId, ride)))
            .toList());
    sent.addAll(rides);
  }

  private GenericRecord ride(int number) {
    // The second copy of a ride is that of the number before.
    int original = number % 10 == 9 ? number - 1 : number;
    GenericRecord ride = new GenericData.Record(RIDE);
    ride.put("event_id", "e" + original);
    ride.put(
        "happened_at",
        TimeUnit.SECONDS.toMicros(morning.plusSeconds(30L * original).getEpochSecond()));
    ride.put("city", original / 10 % 2 == 0 ? "Muş" : "Rome");
    ride.put("minutes", original / 2 % 5);
    return ride;
  }

  void ingestAndCount() throws Exception {
    try (RunningQuery raw = pipeline.startRaw();
        RunningQuery query = pipeline.start()) {
      raw.processAll();
      query.processAll();
    }
  }

  List<String> rows(String database, String measures) {
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      return clickHouse.query(
          "SELECT arrayStringConcat([toString(toUnixTimestamp(window_start)), city, %s], ' ') FROM %s.%s ORDER BY 1"
              .formatted(measures, database, pipeline.aggregate),
          row -> row.getString(1));
    }
  }

  List<String> tables() {
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      return clickHouse.query(
          "SELECT name FROM system.tables WHERE database = 'serving' AND startsWith(name, ?)",
          row -> row.getString(1),
          pipeline.aggregate);
    }
  }

  int served() {
    return rows("analyst", "toString(rides)").size();
  }

  /** Each as {@code start city rides minutes}; an event counts once. */
  static List<String> windows(List<GenericRecord> rides) {
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

  static Map<String, int[]> counted(List<GenericRecord> rides) {
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

  /** A job on this pipeline, in a process of its own. */
  DriverProcess job(Path folder, String job, String... arguments) {
    return DriverProcess.start(folder, pipeline.properties(), job, List.of(arguments));
  }

  /** The job that rebuilds the aggregate, in a process of its own. */
  DriverProcess rebuildJob(Path folder) {
    return job(
        folder,
        "RebuildAggregateJob",
        "--pipeline",
        pipeline.name,
        "--aggregate",
        pipeline.aggregate);
  }
}
