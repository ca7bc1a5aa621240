package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.PartitionState;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionLifeTest {
  @ParameterizedTest
  @EnumSource
  void aRunTakesOnlyStepsThatThereAre(PartitionState found) {
    for (PartitionState end : List.of(PartitionState.PUBLISHED, PartitionState.QUARANTINED)) {
      PartitionState state = found;
      for (PartitionState next : PartitionLife.run(found, end)) {
        assertThat(PartitionLife.next(state)).contains(next);
        state = next;
      }
      assertThat(state).isEqualTo(end);
    }
  }
}
