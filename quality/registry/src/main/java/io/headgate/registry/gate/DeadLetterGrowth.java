package io.headgate.registry.gate;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/**
 * What went to quarantine of late.
 *
 * @param dataset the raw dataset that the others went to
 * @param rowsIn records read in the limit's window
 * @param rowsQuarantined those of them that went to quarantine
 * @param errors quarantined records per error class, as far as it was told
 */
public record DeadLetterGrowth(
    String pipeline, String dataset, long rowsIn, long rowsQuarantined, Map<String, Long> errors) {
  private static final double PERCENT = 100.0;

  public DeadLetterGrowth {
    errors = Map.copyOf(errors);
  }

  public boolean exceeds(DeadLetterLimit limit) {
    return rowsQuarantined >= limit.rows() && share() > limit.share();
  }

  private double share() {
    return rowsIn == 0 ? 0 : (double) rowsQuarantined / rowsIn;
  }

  /** What a person is told, most frequent reason first. */
  public String text(DeadLetterLimit limit) {
    String reasons =
        errors.entrySet().stream()
            .sorted(
                Comparator.comparing(Map.Entry<String, Long>::getValue)
                    .reversed()
                    .thenComparing(Map.Entry::getKey))
            .map(error -> String.format(Locale.ROOT, "%s %,d", error.getKey(), error.getValue()))
            .collect(joining(", "));
    return String.format(
            Locale.ROOT,
            "In the last %d minutes %,d of %,d records of %s went to quarantine (%.1f %%, the limit is %.1f %%)",
            limit.window().toMinutes(),
            rowsQuarantined,
            rowsIn,
            pipeline,
            share() * PERCENT,
            limit.share() * PERCENT)
        + (reasons.isEmpty() ? "" : ": " + reasons)
        + ". Look at the quarantine table, and at the producers.";
  }
}
