package io.headgate.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.job.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.junit.jupiter.api.Test;

class BatchBudgetTest {
  private static final Duration TARGET = Duration.ofSeconds(10);

  @Test
  void aBacklogIsReadInBatchesThatLastAsLongAsIsWanted() {
    BatchBudget budget = new BatchBudget(TARGET, 100_000, 4_000_000);

    for (int i = 0; i < 20; i++) {
      budget.spent(budget.next(), took(budget.next()));
    }

    assertThat(took(budget.next())).isBetween(Duration.ofMillis(9_500), Duration.ofMillis(10_500));
  }

  /** Half a second before the first record, and then 300,000 a second. */
  private static Duration took(long records) {
    return Duration.ofMillis(500 + records / 300);
  }

  @Test
  void theFirstBatchIsSmallAndTheNextAtMostFourTimesIt() {
    BatchBudget budget = new BatchBudget(TARGET, 100_000, 4_000_000);
    assertThat(budget.next()).isEqualTo(100_000);

    budget.spent(100_000, Duration.ofMillis(1));

    assertThat(budget.next()).isEqualTo(400_000);
  }

  @Test
  void aBatchThatWasNotFullSaysNothingAboutOneThatIs() {
    assertThat(next(1_000_000, 300, Duration.ofMillis(400))).isEqualTo(1_000_000);
    assertThat(next(1_000_000, 0, Duration.ofSeconds(30))).isEqualTo(1_000_000);
  }

  @Test
  void aBatchThatTookTooLongIsFollowedByASmallerOneEvenWhenItWasNotFull() {
    assertThat(next(1_000_000, 1_000_000, Duration.ofSeconds(20))).isEqualTo(500_000);
    assertThat(next(1_000_000, 600_000, Duration.ofSeconds(20))).isEqualTo(300_000);
    assertThat(next(1_000_000, 1_000_000, Duration.ofHours(1))).isEqualTo(250_000);
  }

  @Test
  void noBatchIsBelowTheFloorOrAboveTheMost() {
    assertThat(next(100_000, 100_000, Duration.ofHours(1))).isEqualTo(100_000);
    assertThat(next(3_000_000, 3_000_000, Duration.ofSeconds(1))).isEqualTo(4_000_000);
    assertThat(new BatchBudget(TARGET, 100_000, 1).next()).isEqualTo(1);
  }

  private static long next(long allowed, long records, Duration took) {
    return BatchBudget.next(allowed, records, took, TARGET, 100_000, 4_000_000);
  }

  @Test
  void fewEventsWaitForOthersBeforeTheyBecomeFilesAndNotBeforeTheyAreCounted() {
    Settings settings = Settings.of(Map.of("streams.commit-interval", "PT7S"));

    assertThat(BatchBudget.ofFiles(settings).limit())
        .isEqualTo(
            ReadLimit.compositeLimit(
                new ReadLimit[] {ReadLimit.minRows(200_000, 7_000), ReadLimit.maxRows(200_000)}));
    assertThat(BatchBudget.ofStream(settings).limit()).isEqualTo(ReadLimit.maxRows(100_000));
  }
}
