package io.headgate.checks;

import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Holds each partition of a run against the published ones on the days before it. A run fails when
 * one of its partitions fails; a check is not applicable when none can be judged.
 */
final class DayByDay {
  private DayByDay() {}

  /**
   * What was found of one partition.
   *
   * @param words what it is, and what it was held against
   */
  record Finding(boolean accepted, String words) {}

  /** Holds a partition against what was published on earlier days. */
  interface Look<V> {
    Finding at(Instant start, List<V> earlier);
  }

  /**
   * Judges a run.
   *
   * @param published by start of the partition
   * @param accepted what is accepted, in words
   */
  static <V> CheckResult judge(
      Check.Comparison check,
      RunWindow window,
      Map<Instant, V> published,
      Look<V> look,
      String accepted) {
    List<String> passed = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    List<String> tooYoung = new ArrayList<>();
    for (Instant start : window.partitionStarts()) {
      List<V> earlier = earlier(check, published, start);
      if (earlier.size() < check.minimumDays()) {
        tooYoung.add(
            "%s has %d published days before it, and %d are needed"
                .formatted(
                    window.grain().partitionKey(start), earlier.size(), check.minimumDays()));
        continue;
      }
      Finding finding = look.at(start, earlier);
      (finding.accepted() ? passed : failed).add(finding.words());
    }
    if (!failed.isEmpty()) {
      return result(check, Outcome.FAILED, failed, accepted);
    }
    return passed.isEmpty()
        ? new CheckResult(
            check.name(), Outcome.NOT_APPLICABLE, check.weight(), String.join("; ", tooYoung))
        : result(check, Outcome.PASSED, passed, accepted);
  }

  private static CheckResult result(
      Check check, Outcome outcome, List<String> details, String accepted) {
    return new CheckResult(
        check.name(),
        outcome,
        check.weight(),
        "%s; accepted are %s".formatted(String.join("; ", details), accepted));
  }

  /** An hour is held against the same hour of other days. */
  private static <V> List<V> earlier(
      Check.Comparison check, Map<Instant, V> published, Instant start) {
    return IntStream.rangeClosed(1, check.days())
        .mapToObj(days -> published.get(start.minus(Duration.ofDays(days))))
        .filter(Objects::nonNull)
        .toList();
  }

  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }
}
