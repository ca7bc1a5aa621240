package io.headgate.platform.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody who mistyped a name probably meant. */
public final class ClosestName {
  private static final int MOST_TYPOS = 3;
  private static final LevenshteinDistance DISTANCE = new LevenshteinDistance();

  private ClosestName() {}

  /** "Did you mean 'x'?", or the list of what there is when nothing is close. */
  public static String remedy(String typed, Collection<String> known) {
    return closest(typed, known)
        .map(name -> "Did you mean '" + name + "'?")
        .orElseGet(
            () -> known.isEmpty() ? "There is none" : "Known are " + String.join(", ", known));
  }

  private static Optional<String> closest(String typed, Collection<String> known) {
    return known.stream()
        .filter(name -> DISTANCE.apply(typed, name) <= Math.min(MOST_TYPOS, name.length() / 2))
        .min(Comparator.comparing(name -> DISTANCE.apply(typed, name)));
  }
}
