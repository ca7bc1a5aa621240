package io.headgate.compaction;

import static io.headgate.compaction.Decision.Verdict.GOOD;
import static io.headgate.compaction.Decision.Verdict.OPEN;
import static io.headgate.compaction.Decision.Verdict.REWRITE;
import static io.headgate.compaction.Decision.Verdict.STAGED;
import static io.headgate.compaction.Decision.Verdict.YOUNG;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** Sizes: a file should have 128 to 512 bytes; time: it is noon, and a partition waits one hour. */
class FilePlannerTest {
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-12T00:00:00Z");
  private static final Layout BY_ROUTE = Layout.zOrder(List.of("origin", "destination"));

  private final FilePlanner packing = planner(Layout.binPack());
  private final FilePlanner ordering = planner(BY_ROUTE);

  @Test
  void manySmallFilesArePacked() {
    Decision decision = decide(packing, closed(files(7, 10)));

    assertThat(decision.verdict()).isEqualTo(REWRITE);
    assertThat(decision.reason()).isEqualTo("7 of 7 files are not between 0.00 MiB and 0.00 MiB");
  }

  @Test
  void aFewSmallFilesAreNotWorthACommit() {
    assertThat(decide(packing, closed(files(4, 10))).verdict()).isEqualTo(GOOD);
  }

  @Test
  void aFewSmallFilesThatFillALargeOneArePacked() {
    assertThat(decide(packing, closed(files(2, 127))).verdict()).isEqualTo(GOOD);
    assertThat(decide(packing, closed(files(3, 127))).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void filesOfTheRightSizeAreLeftAlone() {
    assertThat(decide(packing, closed(files(40, 128))).verdict()).isEqualTo(GOOD);
    assertThat(decide(packing, closed(files(40, 512))).verdict()).isEqualTo(GOOD);
  }

  @Test
  void aFileThatIsTooLargeIsSplit() {
    assertThat(decide(packing, closed(files(1, 513))).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void anOpenPartitionIsNeverTouchedHoweverShortTheWait() {
    FilePlanner atOnce = new FilePlanner(Layout.binPack(), FileSizes.around(256), Duration.ZERO);
    PartitionFiles open = partition(NOON.plusNanos(1), false, files(9, 10));

    assertThat(decide(atOnce, open).verdict()).isEqualTo(OPEN);
    assertThat(decide(atOnce, partition(NOON, false, files(9, 10))).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void aPartitionThatClosedLatelyWaits() {
    Instant lately = NOON.minus(Duration.ofMinutes(59));

    assertThat(decide(packing, partition(lately, false, files(9, 10))).reason())
        .isEqualTo("closed only at 2026-11-12T11:01:00Z");
    assertThat(decide(packing, partition(lately, false, files(9, 10))).verdict()).isEqualTo(YOUNG);
  }

  @Test
  void aClosedPartitionThatStillGetsLateRowsWaits() {
    List<FileFacts> files = new ArrayList<>(files(8, 10));
    files.add(new FileFacts(10, NOON.minusSeconds(60), null));

    Decision decision = decide(packing, closed(files));

    assertThat(decision.verdict()).isEqualTo(YOUNG);
    assertThat(decision.reason()).isEqualTo("rows came at 2026-11-12T11:59:00Z");
  }

  @Test
  void aRewriteDoesNotMakeAPartitionYoung() {
    List<FileFacts> rewritten = Collections.nCopies(9, new FileFacts(10, null, "bin-pack"));

    assertThat(decide(packing, closed(rewritten)).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void aPartitionThatARunIsAboutToPublishIsLeftToIt() {
    assertThat(decide(packing, partition(MIDNIGHT, true, files(9, 10))).verdict())
        .isEqualTo(STAGED);
  }

  @Test
  void aPartitionWithoutATimeWaitsOnlyForItsRows() {
    assertThat(decide(packing, partition(null, false, files(9, 10))).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void aPartitionThatWouldGainNothingIsNotWaiting() {
    assertThat(decide(packing, partition(NOON.plusSeconds(1), true, files(1, 10))).verdict())
        .isEqualTo(GOOD);
  }

  @Test
  void filesInAnotherOrderAreClusteredAndThoseInOrderAreNot() {
    Decision decision = decide(ordering, closed(files(3, 300)));

    assertThat(decision.verdict()).isEqualTo(REWRITE);
    assertThat(decision.reason()).isEqualTo("3 of 3 files are not in z-order(origin, destination)");
    assertThat(decide(ordering, closed(ordered(3, 300))).verdict()).isEqualTo(GOOD);
  }

  @Test
  void filesThatWereClusteredByOtherColumnsAreClusteredAgain() {
    List<FileFacts> byOrigin = Collections.nCopies(3, new FileFacts(300, null, "z-order(origin)"));

    assertThat(decide(ordering, closed(byOrigin)).verdict()).isEqualTo(REWRITE);
  }

  @Test
  void aFileAloneLeavesNothingToSkip() {
    assertThat(decide(ordering, closed(files(1, 300))).verdict()).isEqualTo(GOOD);
  }

  @Test
  void aFewLateRowsDoNotUndoAClusteredPartition() {
    assertThat(decide(ordering, closed(with(ordered(9, 300), files(1, 300)))).verdict())
        .isEqualTo(GOOD);
    assertThat(decide(ordering, closed(with(ordered(9, 300), files(1, 301)))).verdict())
        .isEqualTo(REWRITE);
    assertThat(decide(ordering, closed(with(ordered(9, 300), files(5, 1)))).verdict())
        .isEqualTo(REWRITE);
  }

  @Test
  void aPlanCountsEveryVerdict() {
    CompactionPlan plan =
        packing.plan(
            List.of(closed(files(9, 10)), closed(files(1, 10)), closed(files(2, 10))), NOON);

    assertThat(plan.rewrites()).hasSize(1);
    assertThat(plan.counts())
        .containsEntry(REWRITE, 1)
        .containsEntry(GOOD, 2)
        .containsEntry(OPEN, 0)
        .containsEntry(YOUNG, 0)
        .containsEntry(STAGED, 0);
  }

  private static FilePlanner planner(Layout layout) {
    return new FilePlanner(layout, FileSizes.around(256), Duration.ofHours(1));
  }

  private static Decision decide(FilePlanner planner, PartitionFiles files) {
    return planner.plan(List.of(files), NOON).decisions().get(0);
  }

  private static PartitionFiles closed(List<FileFacts> files) {
    return partition(MIDNIGHT, false, files);
  }

  private static PartitionFiles partition(
      @Nullable Instant end, boolean staged, List<FileFacts> files) {
    return new PartitionFiles("event_date=x", Expressions.alwaysTrue(), end, staged, files);
  }

  /** Files that a writer has left since midnight, none of them in the last hour. */
  private static List<FileFacts> files(int count, long bytes) {
    return Collections.nCopies(count, new FileFacts(bytes, MIDNIGHT, null));
  }

  private static List<FileFacts> ordered(int count, long bytes) {
    return Collections.nCopies(count, new FileFacts(bytes, null, BY_ROUTE.toString()));
  }

  private static List<FileFacts> with(List<FileFacts> files, List<FileFacts> more) {
    List<FileFacts> all = new ArrayList<>(files);
    all.addAll(more);
    return all;
  }
}
