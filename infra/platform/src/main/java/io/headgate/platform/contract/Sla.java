package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When readers may expect data.
 *
 * @param published a partition is late when it is not published this long after its window's end
 */
public record Sla(Duration published) {
  public Sla {
    requireNonNull(published);
  }
}
