package io.headgate.batch.reconcile;

import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Balance;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.util.List;
import java.util.Locale;

/** A reconciliation as people read it. */
public final class ReconciliationText {
  private static final int MOST_LINES = 50;

  private ReconciliationText() {}

  public static String of(Reconciliation result) {
    StringBuilder text = new StringBuilder();
    text.append(
        row(
            "topic",
            "part.",
            "offsets",
            "raw",
            "quarantined",
            "filtered",
            "no record",
            "accepted",
            "aged out",
            "missing",
            "repeated"));
    result.balances().forEach(balance -> text.append(row(balance)));
    result.findings().stream().limit(MOST_LINES).forEach(finding -> text.append(line(finding)));
    result.windows().stream().limit(MOST_LINES).forEach(window -> text.append(line(window)));
    more(text, result.findings(), "ranges");
    more(text, result.windows(), "windows");
    result.notes().forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.append(
            result.explained()
                ? "Everything is explained."
                : "Not everything is explained: see MISSING, REPEATED, UNBALANCED and DIFFERENT.")
        .append(System.lineSeparator())
        .toString();
  }

  private static void more(StringBuilder text, List<?> found, String what) {
    if (found.size() > MOST_LINES) {
      text.append(
          String.format(
              Locale.ROOT,
              "... and %d more %s, in the registry.%n",
              found.size() - MOST_LINES,
              what));
    }
  }

  private static String row(Balance balance) {
    return row(
        balance.topic(),
        Integer.toString(balance.partition()),
        number(balance.until() - balance.from()),
        number(balance.raw()),
        number(balance.quarantined()),
        number(balance, Kind.FILTERED),
        number(balance, Kind.NO_RECORD),
        number(balance, Kind.ACCEPTED_GAP),
        number(balance, Kind.NO_LONGER_IN_TOPIC),
        number(balance, Kind.MISSING),
        number(balance, Kind.REPEATED));
  }

  private static String row(Object... cells) {
    return String.format(
        Locale.ROOT, "%-32s %5s %12s %12s %11s %10s %10s %10s %10s %10s %10s%n", cells);
  }

  private static String number(Balance balance, Kind kind) {
    return number(balance.others().getOrDefault(kind, 0L));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String line(OffsetFinding finding) {
    return String.format(
        Locale.ROOT,
        "%-18s %s-%d [%d, %d)%n",
        finding.kind(),
        finding.topic(),
        finding.partition(),
        finding.from(),
        finding.until());
  }

  private static String line(WindowFinding window) {
    return String.format(
        Locale.ROOT,
        "%-18s %s %s %s: raw %s, ClickHouse %s%n",
        window.explained() ? "PROVISIONAL" : "DIFFERENT",
        window.aggregate(),
        window.windowStart(),
        window.key(),
        window.inRaw() == null ? "has none" : window.inRaw(),
        window.served() == null ? "has none" : window.served());
  }
}
