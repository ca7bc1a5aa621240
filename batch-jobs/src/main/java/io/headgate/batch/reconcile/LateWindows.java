package io.headgate.batch.reconcile;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Windows of which a stream told that it could not count all records. */
final class LateWindows {
  private static final String DATE = "event_date=";

  private LateWindows() {}

  /** As the ledger names them: by start of the window, or by hour or day. */
  static Set<String> of(List<LedgerRow> ledger) {
    return ledger.stream()
        .flatMap(row -> row.lateRows().entrySet().stream())
        .filter(late -> late.getValue() > 0)
        .map(late -> late.getKey().replace(DATE, ""))
        .collect(Collectors.toSet());
  }

  static WindowFinding explain(WindowFinding finding, Set<String> late) {
    Instant start = finding.windowStart();
    boolean told =
        late.contains(start.toString())
            || late.contains(formatted(start, "yyyy-MM-dd'T'HH"))
            || late.contains(formatted(start, "yyyy-MM-dd"));
    return new WindowFinding(
        finding.aggregate(), start, finding.key(), finding.inRaw(), finding.served(), told);
  }

  private static String formatted(Instant start, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC).format(start);
  }
}
