package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.PartitionLag;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class QueryLagTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");
  private static final TopicPartition ZERO = new TopicPartition("t", 0);
  private static final TopicPartition ONE = new TopicPartition("t", 1);
  private static final TopicPartition OTHER = new TopicPartition("a", 0);

  @Test
  void lagIsTheOffsetsNotProcessedAndTheAgeOfTheFirstOfThem() {
    assertThat(
            QueryLag.of(
                Map.of(ZERO, 40L, ONE, 7L, OTHER, 0L),
                Map.of(ZERO, 100L, ONE, 7L, OTHER, 3L),
                Map.of(ZERO, NOW.minusMillis(2500), OTHER, NOW.minusSeconds(3600)),
                NOW))
        .containsExactly(
            new PartitionLag("a", 0, 0, 3, 3, 3600),
            new PartitionLag("t", 0, 40, 100, 60, 2.5),
            new PartitionLag("t", 1, 7, 7, 0, 0));
  }

  @Test
  void anEndThatAnOpenTransactionKeepsBackIsNoNegativeLag() {
    assertThat(
            QueryLag.of(
                Map.of(ZERO, 40L), Map.of(ZERO, 30L), Map.of(ZERO, NOW.minusSeconds(9)), NOW))
        .containsExactly(new PartitionLag("t", 0, 40, 30, 0, 0));
  }

  @Test
  void recordsThatAreNoneAreBehindByNoTime() {
    assertThat(QueryLag.of(Map.of(ZERO, 40L), Map.of(ZERO, 42L), Map.of(), NOW))
        .containsExactly(new PartitionLag("t", 0, 40, 42, 2, 0));
  }

  @Test
  void aProducerWhoseClockIsAheadIsNotBehindByLessThanNothing() {
    assertThat(
            QueryLag.of(
                Map.of(ZERO, 40L), Map.of(ZERO, 41L), Map.of(ZERO, NOW.plusSeconds(5)), NOW))
        .containsExactly(new PartitionLag("t", 0, 40, 41, 1, 0));
  }
}
