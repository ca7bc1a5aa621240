package io.headgate.streaming.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskRangesTest {
  @Test
  void aSmallBatchIsOneTasks() {
    List<OffsetRange> ranges = List.of(range(0, 0, 10), range(1, 5, 9), range(2, 7, 7));

    assertThat(TaskRanges.spread(ranges, 8))
        .containsExactly(List.of(range(0, 0, 10), range(1, 5, 9)));
  }

  @Test
  void aBatchOfNothingHasNoTask() {
    assertThat(TaskRanges.spread(List.of(range(0, 3, 3)), 8)).isEmpty();
  }

  @Test
  void manyPartitionsShareTheCoresEvenly() {
    List<OffsetRange> ranges =
        Stream.of(0, 1, 2, 3).map(partition -> range(partition, 0, 100_000)).toList();

    assertThat(TaskRanges.spread(ranges, 2))
        .allSatisfy(task -> assertThat(records(task)).isEqualTo(200_000))
        .hasSize(2);
  }

  @Test
  void aRangeThatIsMoreThanACoresShareIsCutWithoutLossOrOverlap() {
    List<List<OffsetRange>> tasks =
        TaskRanges.spread(List.of(range(0, 1_000, 901_001), range(1, 0, 100_000)), 2);

    assertThat(tasks).hasSize(2);
    assertThat(tasks).allSatisfy(task -> assertThat(records(task)).isBetween(400_000L, 600_001L));
    assertThat(tasks.stream().flatMap(List::stream).filter(each -> each.partition() == 0))
        .containsExactlyInAnyOrder(range(0, 1_000, 501_001), range(0, 501_001, 901_001));
  }

  private static long records(List<OffsetRange> task) {
    return task.stream().mapToLong(range -> range.until() - range.from()).sum();
  }

  private static OffsetRange range(int partition, long from, long until) {
    return new OffsetRange("t", partition, from, until);
  }
}
