package io.headgate.bench.oracle;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the oracle found in one or more stores.
 *
 * @param findings one per kind of difference; empty when the stores are right
 */
public record Verdict(List<Finding> findings) {
  /**
   * One kind of difference in one store.
   *
   * @param what for example {@code raw: missing}
   * @param count how many there are
   * @param first the first 20, by position or window
   */
  public record Finding(String what, long count, List<String> first) {
    public Finding {
      first = List.copyOf(first);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s: %,d, first %s", what, count, String.join("; ", first));
    }
  }

  public Verdict {
    findings = List.copyOf(findings);
  }

  public boolean passed() {
    return findings.isEmpty();
  }

  /** Both together. */
  public Verdict and(Verdict other) {
    return new Verdict(Stream.concat(findings.stream(), other.findings().stream()).toList());
  }

  @Override
  public String toString() {
    return passed()
        ? "passed"
        : findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
  }
}
