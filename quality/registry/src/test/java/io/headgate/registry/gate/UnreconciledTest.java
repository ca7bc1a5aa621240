package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnreconciledTest {
  private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");
  private static final PartitionWindow WINDOW = PartitionWindow.of(Grain.DAILY, DAY);

  @Test
  void missingOffsetsSpeakAgainstEveryPartitionOfTheTime() {
    Reconciliation found = found(List.of(new OffsetFinding("t", 0, 5, 8, Kind.MISSING)), List.of());

    assertThat(Unreconciled.of(found, Set.of(), WINDOW))
        .contains(
            new Unreconciled(
                "the reconciliation of 2026-11-21T01:00:00Z found offsets 5 to 7 of t-0 missing",
                Instant.parse("2026-11-21T01:00:00Z")));
  }

  @Test
  void whatIsExplainedSpeaksAgainstNothing() {
    Reconciliation found =
        found(
            List.of(new OffsetFinding("t", 0, 5, 8, Kind.ACCEPTED_GAP)),
            List.of(new WindowFinding("live", DAY, "ORD", "4", "3", true)));

    assertThat(Unreconciled.of(found, Set.of("rollup.x", "live"), WINDOW)).isEmpty();
  }

  @Test
  void aWindowThatDiffersSpeaksAgainstThePartitionThatMakesItFinal() {
    Reconciliation found =
        found(
            List.of(),
            List.of(
                new WindowFinding(
                    "live", DAY.plus(Duration.ofHours(23)), "ORD", "4", null, false)));

    assertThat(Unreconciled.of(found, Set.of("rollup.x", "live"), WINDOW).orElseThrow().text())
        .endsWith("found window 2026-11-20T23:00:00Z of live (ORD) with nothing in place of 4");
    assertThat(Unreconciled.of(found, Set.of("rollup.y", "other"), WINDOW)).isEmpty();
    assertThat(
            Unreconciled.of(
                found,
                Set.of("live"),
                PartitionWindow.of(Grain.DAILY, DAY.plus(Duration.ofDays(1)))))
        .isEmpty();
  }

  @Test
  void aFinalWindowThatDiffersSpeaksAgainstItsOwnPartitionAlone() {
    Reconciliation found =
        found(List.of(), List.of(new WindowFinding("rollup.x", DAY, "ORD", "4", "8", false)));

    assertThat(Unreconciled.of(found, Set.of("rollup.x", "live"), WINDOW).orElseThrow().text())
        .endsWith("found window 2026-11-20T00:00:00Z of rollup.x (ORD) with 8 in place of 4");
    assertThat(Unreconciled.of(found, Set.of("raw.x"), WINDOW)).isEmpty();
  }

  private static Reconciliation found(List<OffsetFinding> offsets, List<WindowFinding> windows) {
    return new Reconciliation(
        "flights",
        null,
        null,
        false,
        List.of(),
        offsets,
        windows,
        List.of(),
        DAY.plus(Duration.ofHours(24)),
        DAY.plus(Duration.ofHours(25)));
  }
}
