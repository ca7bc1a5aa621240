package io.headgate.gateway;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.headgate.gateway.event.IncomingBatch;
import io.headgate.http.AccessConfig.Rate;
import java.util.Arrays;
import java.util.Map;

/**
 * Events a second that producers may send, by the name of their key.
 *
 * @param unlessNamed of every producer that has none of its own; 0: as many as they like
 * @param byProducer of single producers
 */
public record Quotas(int unlessNamed, Map<String, Integer> byProducer) {
  private static final int BURST_SECONDS = 2;

  public Quotas {
    byProducer = Map.copyOf(byProducer);
  }

  /** Reads {@code name=1000,other=0}. */
  static Map<String, Integer> parse(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .map(each -> each.split("=", -1))
        .collect(
            toUnmodifiableMap(
                words -> words[0].strip(), words -> perSecond(words), (former, later) -> later));
  }

  private static int perSecond(String[] words) {
    int perSecond = words.length == 2 ? Integer.parseInt(words[1].strip()) : -1;
    if (perSecond < 0) {
      throw new IllegalArgumentException("No quota: " + String.join("=", words));
    }
    return perSecond;
  }

  /** The quota of a producer; a whole batch always fits into its burst. */
  public Rate of(String producer) {
    int perSecond = byProducer.getOrDefault(producer, unlessNamed);
    return new Rate(perSecond, Math.max(IncomingBatch.MOST_EVENTS, BURST_SECONDS * perSecond));
  }
}
