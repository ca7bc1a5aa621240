package io.headgate.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.compaction.PublishedFiles.PublishedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");
  private static final Instant SINCE = NOW.minus(Duration.ofDays(5));

  @Test
  void onlyOldSnapshotsThatNobodyNeedsGo() {
    SnapshotNeeds needs = new SnapshotNeeds().need(2, "last epoch of raw-ingest:flights");

    SnapshotPlan plan =
        SnapshotPlan.of(List.of(snapshot(1, 9), snapshot(2, 8), snapshot(3, 1)), needs, SINCE);

    assertThat(plan).isEqualTo(new SnapshotPlan(List.of(1L), 1, 1));
  }

  @Test
  void theHeadOfTheLastDaysStaysHoweverOldItIs() {
    SnapshotPlan plan =
        SnapshotPlan.of(
            List.of(new SnapshotFacts(1, 1, SINCE), new SnapshotFacts(2, 2, SINCE.minusMillis(1))),
            new SnapshotNeeds(),
            SINCE);

    assertThat(plan.expired()).containsExactly(2L);
  }

  @Test
  void aReaderKeepsEverySnapshotFromItsOwnOn() {
    SnapshotNeeds needs = new SnapshotNeeds().needFrom(7).needFrom(3);

    SnapshotPlan plan =
        SnapshotPlan.of(List.of(snapshot(2, 30), snapshot(3, 20), snapshot(8, 10)), needs, SINCE);

    assertThat(plan.expired()).containsExactly(2L);
    assertThat(plan.needed()).isEqualTo(2);
  }

  @Test
  void whatReadersSeeOrMayComeToSeeOrSawLatelyIsInUse() {
    PublishedFiles files =
        new PublishedFiles(
            List.of(
                new PublishedFile(40, 104, NOW.minus(Duration.ofDays(1))),
                new PublishedFile(10, 101, NOW.minus(Duration.ofDays(9))),
                new PublishedFile(20, 102, NOW.minus(Duration.ofDays(7))),
                new PublishedFile(30, 103, NOW.minus(Duration.ofDays(3)))));

    assertThat(files.inUse(40, SINCE)).containsExactly(102L, 103L, 104L);
    assertThat(files.inUse(20, SINCE)).containsExactly(102L, 103L, 104L);
    assertThat(files.inUse(-1, SINCE)).containsExactly(101L, 102L, 103L, 104L);
  }

  private static SnapshotFacts snapshot(long id, int daysAgo) {
    return new SnapshotFacts(id, id, NOW.minus(Duration.ofDays(daysAgo)));
  }
}
