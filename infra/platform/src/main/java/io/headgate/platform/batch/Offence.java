package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The rows of a run that fail a check.
 *
 * @param check its name in the contract
 * @param reason what does not hold for them
 * @param rows how many there are
 * @param sample some of them
 */
public record Offence(String check, String reason, long rows, List<Sampled> sample) {
  public Offence {
    requireNonNull(check);
    requireNonNull(reason);
    sample = List.copyOf(sample);
  }

  /**
   * One of the rows.
   *
   * @param windowStart start of the window that it belongs to
   * @param json the row as a JSON object, without the states of sketches
   */
  public record Sampled(Instant windowStart, String json) {
    public Sampled {
      requireNonNull(windowStart);
      requireNonNull(json);
    }
  }
}
