package io.headgate.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LostOffsetsTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);

  private final LostOffsets lost = new LostOffsets("raw-ingest:x", "x");

  @Test
  void whatHasAgedOutIsToldPerPartitionWithTheRemedy() {
    assertThatThrownBy(
            () ->
                lost.readable(
                    List.of(range(0, 100, 300), range(1, 7, 9)),
                    Map.of(FIRST, 150L, new TopicPartition("t", 1), 7L),
                    List.of()))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED))
        .hasMessage(
            "Cannot run raw-ingest:x: the brokers have deleted records that were not read: t partition 0 offsets [100, 150). Restore them, or accept the loss: headgate gaps accept --pipeline x with topic, partition, from and until as they stand here (or POST /v1/gaps), and start the query again; it goes on behind the gap.");
  }

  @Test
  void anAcceptedLossIsSteppedOver() {
    assertThat(
            lost.readable(
                List.of(range(0, 100, 300)),
                Map.of(FIRST, 150L),
                List.of(range(0, 90, 120), range(0, 120, 150))))
        .containsExactly(range(0, 150, 300));
  }

  @Test
  void aLossThatGrewSinceItWasAcceptedIsToldAgain() {
    assertThatThrownBy(
            () ->
                lost.readable(
                    List.of(range(0, 100, 300)), Map.of(FIRST, 160L), List.of(range(0, 100, 150))))
        .hasMessageContaining("t partition 0 offsets [100, 160)");
  }

  @Test
  void aBatchThatIsLostAsAWholeIsEmpty() {
    assertThat(
            lost.readable(
                List.of(range(0, 100, 120)), Map.of(FIRST, 150L), List.of(range(0, 100, 150))))
        .containsExactly(range(0, 120, 120));
  }

  @Test
  void aTopicThatWasMadeAnewIsRefusedWhateverItHolds() {
    assertThatThrownBy(
            () -> lost.refuseOtherTopics(ids("t", "a"), ids("t", "b"), Map.of(FIRST, 100L)))
        .hasMessage(
            "Cannot run raw-ingest:x: topic t was deleted and made anew, and what the old one had and was not read is lost: t partition 0 from offset 100 on. Give the new topic another name in the contract, for example a new version, and apply it: its offsets would be taken for those of the old one.");
    assertThatThrownBy(
            () -> lost.refuseOtherTopics(ids("t", "a"), new TreeMap<>(), Map.of(FIRST, 100L)))
        .hasMessageStartingWith("Cannot run raw-ingest:x: topic t was deleted, and what");
  }

  @Test
  void aCheckpointThatIsAheadOfTheTableIsRefused() {
    assertThatThrownBy(
            () -> lost.refuseJumps(Map.of(FIRST, 100L), List.of(range(0, 120, 130)), List.of()))
        .hasMessage(
            "Cannot run raw-ingest:x: the table has read t partition 0 up to offset 100, and the checkpoint goes on at 120. Remove the checkpoint folder, and the query goes on from the table.");
  }

  @Test
  void recordsThatTheBrokersForgotAfterTheyWereReadAreTold() {
    assertThatThrownBy(() -> lost.refuseJumps(Map.of(), List.of(range(0, 120, 90)), List.of()))
        .hasMessageContaining("was read up to offset 120, and the brokers have it only up to 90");
  }

  private static NavigableMap<String, String> ids(String topic, String id) {
    return new TreeMap<>(Map.of(topic, id));
  }

  private static OffsetRange range(int partition, long from, long until) {
    return new OffsetRange("t", partition, from, until);
  }
}
