package io.headgate.streaming.raw;

import io.headgate.platform.contract.Grain;
import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Suspect records per hour of the broker's timestamp and per cause. Not thread-safe. */
final class SuspectHours implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MILLIS_PER_HOUR = TimeUnit.HOURS.toMillis(1);

  /** A producer may name any timestamp, and the sum of a batch goes into a snapshot. */
  private static final int MOST_HOURS = 1_000;

  /** Causes by the start of their hour, in hours since 1970. */
  private final TreeMap<Long, HashMap<String, Long>> hours = new TreeMap<>();

  /**
   * @param brokerMillis the broker's timestamp
   */
  void count(long brokerMillis, String cause) {
    add(Math.floorDiv(brokerMillis, MILLIS_PER_HOUR), cause, 1);
  }

  /** Per hour, {@code 2026-11-12T05}, and cause; of more hours than are kept, the newest. */
  static Map<String, Map<String, Long>> sum(Stream<SuspectHours> parts) {
    SuspectHours all = new SuspectHours();
    parts.forEach(
        part ->
            part.hours.forEach(
                (hour, causes) -> causes.forEach((cause, rows) -> all.add(hour, cause, rows))));
    Map<String, Map<String, Long>> sum = new TreeMap<>();
    all.hours.forEach(
        (hour, causes) ->
            sum.put(
                Grain.HOURLY.partitionKey(Instant.ofEpochSecond(TimeUnit.HOURS.toSeconds(hour))),
                causes));
    return sum;
  }

  private void add(long hour, String cause, long rows) {
    hours.computeIfAbsent(hour, start -> new HashMap<>()).merge(cause, rows, Long::sum);
    if (hours.size() > MOST_HOURS) {
      hours.remove(hours.firstKey());
    }
  }
}
