package io.headgate.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
  @Test
  void rangesThatTouchOrOverlapAreOneAndOthersStay() {
    List<OffsetRange> merged =
        OffsetRanges.merged(
            List.of(
                new OffsetRange("t", 1, 5, 9),
                new OffsetRange("t", 0, 20, 30),
                new OffsetRange("t", 0, 0, 10),
                new OffsetRange("t", 0, 10, 15),
                new OffsetRange("t", 0, 3, 12),
                new OffsetRange("u", 0, 15, 16)));

    assertThat(merged)
        .containsExactly(
            new OffsetRange("t", 0, 0, 15),
            new OffsetRange("t", 0, 20, 30),
            new OffsetRange("t", 1, 5, 9),
            new OffsetRange("u", 0, 15, 16));
  }
}
