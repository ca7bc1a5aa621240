package io.headgate.streaming.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What a rule says of one window of one key.
 *
 * @param key value of each key column
 * @param start of the window
 * @param holds whether the condition does
 * @param value the metric's value, or null where there is none
 * @param baseline what it was compared with beside the threshold, or null
 */
record Verdict(
    Map<String, String> key,
    Instant start,
    boolean holds,
    @Nullable Double value,
    @Nullable Double baseline) {
  Verdict {
    key = Map.copyOf(key);
    requireNonNull(start);
  }
}
