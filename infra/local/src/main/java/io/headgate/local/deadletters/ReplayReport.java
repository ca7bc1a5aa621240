package io.headgate.local.deadletters;

import io.headgate.local.demo.QueryResult;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a replay did, or would do.
 *
 * @param selected letters that the filter selects
 * @param letters how many met which verdict
 * @param first the first decisions, as examples
 * @param withoutHeaders letters that are sent without their own headers, which neither the table
 *     nor the topic has any more
 */
public record ReplayReport(
    long selected,
    Map<Verdict, Long> letters,
    List<ReplayPlan.Decision> first,
    long withoutHeaders) {
  public ReplayReport {
    letters = Map.copyOf(letters);
    first = List.copyOf(first);
  }

  /** Letters that met a verdict. */
  public long count(Verdict verdict) {
    return letters.getOrDefault(verdict, 0L);
  }

  /** What a person reads: a table of what met which fate, and some examples. */
  public String text(boolean dryRun) {
    if (selected == 0) {
      return "Nothing is selected, so nothing was sent.";
    }
    StringBuilder text = new StringBuilder(verdicts(dryRun));
    for (ReplayPlan.Decision each : first) {
      text.append("%n  %s %s".formatted(each.letter().position(), fate(each, dryRun)));
    }
    if (selected > first.size()) {
      text.append("%n  ...".formatted());
    }
    if (withoutHeaders > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%,d sent without their own headers: the topic does not have these records any more.",
              withoutHeaders));
    }
    if (dryRun) {
      text.append("%nNothing was sent: this was a dry run.".formatted());
    }
    return text.toString();
  }

  private String verdicts(boolean dryRun) {
    return new QueryResult(
            List.of("dead_letters", "replay"),
            Arrays.stream(Verdict.values())
                .filter(verdict -> count(verdict) > 0)
                .map(
                    verdict ->
                        List.of(
                            String.format(Locale.ROOT, "%,d", count(verdict)),
                            text(verdict, dryRun)))
                .toList())
        .table();
  }

  private static String fate(ReplayPlan.Decision decision, boolean dryRun) {
    String verdict = text(decision.verdict(), dryRun);
    return decision.sends()
        ? "%s, attempt %d".formatted(verdict, decision.mark().attempt())
        : verdict;
  }

  private static String text(Verdict verdict, boolean dryRun) {
    return verdict == Verdict.SEND && dryRun ? "would be sent" : verdict.toString();
  }
}
