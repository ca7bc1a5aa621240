package io.headgate.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerRangesTest {
  private static final Map<TopicPartition, Long> ENDS =
      Map.of(new TopicPartition("t", 0), 10L, new TopicPartition("t", 1), 4L);

  @Test
  void everyOffsetOnceInAnyOrderIsWhole() {
    assertThat(
            LedgerRanges.areWhole(
                List.of(row(8, range(0, 6, 10), range(1, 0, 4)), row(6, range(0, 0, 6))), ENDS))
        .isTrue();
  }

  @Test
  void aRowThatIsMissingOrTwiceIsSeen() {
    LedgerRow first = row(6, range(0, 0, 6));
    LedgerRow last = row(8, range(0, 6, 10), range(1, 0, 4));

    assertThat(LedgerRanges.areWhole(List.of(first), ENDS)).isFalse();
    assertThat(LedgerRanges.areWhole(List.of(last), ENDS)).isFalse();
    assertThat(LedgerRanges.areWhole(List.of(first, first, last), ENDS)).isFalse();
    assertThat(LedgerRanges.areWhole(List.of(row(5, range(0, 0, 6)), last), ENDS)).isFalse();
  }

  private static OffsetRange range(int partition, long from, long until) {
    return new OffsetRange("t", partition, from, until);
  }

  private static LedgerRow row(long rowsIn, OffsetRange... offsets) {
    return new LedgerRow(
        "raw-ingest:p",
        "id",
        offsets[0].from(),
        "raw.p",
        "p",
        1,
        List.of(offsets),
        rowsIn,
        rowsIn,
        0,
        Map.of(),
        null,
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
