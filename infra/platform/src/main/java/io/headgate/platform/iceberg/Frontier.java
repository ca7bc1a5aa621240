package io.headgate.platform.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * The time before which a query has read everything, by the brokers' timestamps.
 *
 * <p>The rule, per topic partition:
 *
 * <ul>
 *   <li>read to its end: all is known up to the time at which the brokers were asked for the end;
 *   <li>not read to its end: all is known up to the newest timestamp of a valid record read there,
 *       but never ahead of the driver's clock, because a producer may send any timestamp;
 *   <li>nothing valid read this time: what was known before still holds;
 *   <li>what is known never goes back.
 * </ul>
 *
 * The frontier is the least of these over all partitions, so one that lags holds it back, and one
 * that is idle does not. While nothing is known of a partition there is no frontier. A lost state
 * only makes it more careful.
 *
 * @param known per {@code topic-partition}, the time before which all of it was read
 */
public record Frontier(SortedMap<String, Instant> known) {
  /** Name of the marker's note that holds it. */
  public static final String NOTE = "frontier";

  /** Nothing is known of any partition. */
  public static final Frontier UNKNOWN = new Frontier(new TreeMap<>());

  public Frontier {
    known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
  }

  /**
   * How far one partition was read.
   *
   * @param toItsEnd whether all that it had when the brokers were asked was read
   * @param newest the newest timestamp of a valid record, or null when there was none
   */
  public record Reading(boolean toItsEnd, @Nullable Instant newest) {}

  /**
   * What is known after a batch, of the partitions that it names.
   *
   * @param readings of every partition that the query reads, per {@code topic-partition}
   * @param asked when the brokers were asked for the ends
   */
  public Frontier after(Map<String, Reading> readings, Instant asked) {
    SortedMap<String, Instant> next = new TreeMap<>();
    readings.forEach(
        (partition, reading) -> {
          Instant now = reading.toItsEnd() ? asked : earlier(reading.newest(), asked);
          Instant before = known.get(partition);
          Instant all = before == null || (now != null && now.isAfter(before)) ? now : before;
          if (all != null) {
            next.put(partition, all);
          }
        });
    return new Frontier(next);
  }

  /**
   * The frontier.
   *
   * @param partitions how many the query reads
   */
  public Optional<Instant> instant(int partitions) {
    return known.size() < partitions
        ? Optional.empty()
        : known.values().stream().min(Instant::compareTo);
  }

  public String json() {
    return Json.write(known);
  }

  public static Frontier parse(String json) {
    try {
      return new Frontier(
          Json.MAPPER.readValue(json, new TypeReference<TreeMap<String, Instant>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a frontier of ours: " + json, e);
    }
  }

  @Nullable
  private static Instant earlier(@Nullable Instant newest, Instant asked) {
    return newest == null || newest.isBefore(asked) ? newest : asked;
  }
}
