package io.headgate.registry.gate;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/** What a reconciliation could not explain of a dataset or partition, in words. */
public record Unreconciled(String text, Instant since) {
  private static final int TOLD = 3;

  /**
   * Judges. Of offsets that are missing or twice only those are given that may belong to the
   * partition; a window that differs belongs to the partition of the rollup that makes it final.
   *
   * @param names under which windows of the dataset are told: its own, and that of the streaming
   *     aggregate that it makes final
   * @param window the partition's time, or null for the dataset as a whole
   */
  public static Optional<Unreconciled> of(
      Reconciliation found, Set<String> names, @Nullable PartitionWindow window) {
    List<OffsetFinding> offsets =
        found.findings().stream().filter(finding -> !finding.kind().isExplained()).toList();
    List<WindowFinding> windows =
        found.windows().stream()
            .filter(finding -> !finding.explained() && names.contains(finding.aggregate()))
            .filter(finding -> window == null || window.contains(finding.windowStart()))
            .toList();
    if (offsets.isEmpty() && windows.isEmpty()) {
      return Optional.empty();
    }
    String text =
        Stream.concat(
                offsets.stream().limit(TOLD).map(Unreconciled::words),
                windows.stream().limit(TOLD).map(Unreconciled::words))
            .collect(joining(", "));
    int more = Math.max(0, offsets.size() - TOLD) + Math.max(0, windows.size() - TOLD);
    return Optional.of(
        new Unreconciled(
            "the reconciliation of %s found %s%s"
                .formatted(found.endedAt(), text, more == 0 ? "" : " and " + more + " more"),
            found.endedAt()));
  }

  private static String words(OffsetFinding finding) {
    return "offsets %d to %d of %s-%d %s"
        .formatted(
            finding.from(),
            finding.until() - 1,
            finding.topic(),
            finding.partition(),
            finding.kind().name().toLowerCase(Locale.ROOT));
  }

  private static String words(WindowFinding finding) {
    return "window %s of %s (%s) with %s in place of %s"
        .formatted(
            finding.windowStart(),
            finding.aggregate(),
            finding.key(),
            finding.served() == null ? "nothing" : finding.served(),
            finding.inRaw() == null ? "nothing" : finding.inRaw());
  }
}
