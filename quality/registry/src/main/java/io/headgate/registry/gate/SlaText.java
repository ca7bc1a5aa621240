package io.headgate.registry.gate;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/** What a team is told of windows that are late, or about to be. */
public final class SlaText {
  private static final int TOLD = 5;

  private SlaText() {}

  /**
   * Of windows of one dataset, oldest first.
   *
   * @param unwatchedSince since when nobody looked before this look, or null: just now
   */
  public static String late(
      String dataset,
      List<OwedWindow> windows,
      ServiceLevel level,
      @Nullable Instant unwatchedSince,
      Instant now) {
    String told =
        "%s is late: %s. Look at its run in Airflow, and at headgate status."
            .formatted(dataset, list(windows, level));
    return unwatchedSince == null
        ? told
        : told
            + " The registry was not there from %s to %s, so this is told late."
                .formatted(unwatchedSince, now);
  }

  public static String atRisk(String dataset, List<OwedWindow> windows, ServiceLevel level) {
    return "%s will soon be late: %s. Look at its run in Airflow, and at headgate status."
        .formatted(dataset, list(windows, level));
  }

  private static String list(List<OwedWindow> windows, ServiceLevel level) {
    String first =
        windows.stream().limit(TOLD).map(window -> words(window, level)).collect(joining("; "));
    return windows.size() > TOLD
        ? "%s; and %d more, up to %s"
            .formatted(first, windows.size() - TOLD, windows.get(windows.size() - 1).key())
        : first;
  }

  private static String words(OwedWindow window, ServiceLevel level) {
    return "%s, due at %s, %s"
        .formatted(
            window.key(),
            level.due(window.window()),
            window.completedAt() == null
                ? "is not complete"
                : "was complete at " + window.completedAt());
  }
}
