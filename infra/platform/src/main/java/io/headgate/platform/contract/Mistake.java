package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * One mistake in a pipeline folder.
 *
 * @param file path relative to the folder
 * @param line counts from 1
 * @param reason what is wrong
 * @param remedy what to do about it
 */
public record Mistake(String file, int line, String reason, String remedy)
    implements Comparable<Mistake> {
  private static final Comparator<Mistake> ORDER =
      Comparator.comparing(Mistake::file)
          .thenComparing(Mistake::line)
          .thenComparing(Mistake::reason)
          .thenComparing(Mistake::remedy);

  public Mistake {
    requireNonNull(file);
    requireNonNull(reason);
    requireNonNull(remedy);
  }

  @Override
  public int compareTo(Mistake other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%s:%d: %s. %s%s".formatted(file, line, reason, remedy, remedy.endsWith("?") ? "" : ".");
  }
}
