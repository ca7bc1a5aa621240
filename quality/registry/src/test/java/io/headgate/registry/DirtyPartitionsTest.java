package io.headgate.registry;

import static io.headgate.registry.IngestedFlights.DAY;
import static io.headgate.registry.IngestedFlights.RAW_DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.gate.PartitionWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What makes a published partition dirty, and what does not. */
class DirtyPartitionsTest {
  private static TestingRegistry registry;

  private final IngestedFlights ingested = new IngestedFlights(registry);
  private final Flights flights = ingested.flights;

  @BeforeAll
  static void start() {
    registry = IngestedFlights.registry();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void newerRawRowsMakeAPublishedPartitionDirtyAndLeaveItOpen() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));

    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
  }

  @Test
  void newerRawRowsOfAnotherDayLeaveThePartitionAlone() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry.client().postLedger(flights.epoch(1, Map.of("event_date=2026-11-13", 1L)));

    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
  }

  @Test
  void aRowThatTheRunHadReadMakesNothingDirtyThoughItArrivesLate() {
    // The outbox delivers epoch 1 only after a run that read its snapshot has been reported.
    registry.client().postRun(flights.published("-run-1", 3, DAY, 1));

    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));
    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);

    registry.client().postLedger(flights.epoch(2, Map.of(RAW_DAY, 1L)));
    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
  }

  @Test
  void aRowThatCameWhileTheRunWasUnderWayMakesItsPartitionDirtyAtOnce() {
    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));

    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
  }

  @Test
  void whatIsMadeOfARollupIsDirtyWhenThatIsPublishedAnewAndNotWhenItIsConfirmed() {
    registry.client().applyPipeline(flights.leveled());
    registry.client().postRun(hour("-hour-1", 3, 1));
    registry.client().postRun(madeOfHours("-day-1", 7, 9003, 2));
    assertThat(registry.client().dirtyPartitions(flights.daily)).isEmpty();

    registry.client().postRun(hour("-hour-2", 4, 3));

    assertThat(registry.client().dirtyPartitions(flights.daily))
        .singleElement()
        .satisfies(
            dirty -> {
              assertThat(dirty.partitionKey()).isEqualTo(DAY);
              assertThat(dirty.state()).isEqualTo(PartitionState.DIRTY);
              assertThat(dirty.publishedRunKey()).isEqualTo(flights.name + "-day-1");
            });

    registry.client().postRun(madeOfHours("-day-2", 7, 9004, 4));
    registry.client().postRun(hour("-hour-3", 4, 5));

    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
    assertThat(registry.client().dirtyPartitions(flights.daily)).isEmpty();
    // What stands was committed once.
    assertThat(registry.client().ledger(flights.daily)).hasSize(1);
  }

  @Test
  void newerRawRowsLeaveAloneWhatIsMadeOfARollup() {
    registry.client().applyPipeline(flights.leveled());
    registry.client().postRun(hour("-hour-1", 3, 1));
    registry.client().postRun(madeOfHours("-day-1", 7, 9003, 2));

    registry.client().postLedger(flights.epoch(9, Map.of(RAW_DAY, 1L)));

    assertThat(registry.client().dirtyPartitions("rollup." + flights.name + "_hourly")).hasSize(1);
    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
  }

  /** A run of the hourly rollup over one hour, which read raw at its first snapshot. */
  private RunReport hour(String key, long sequenceNumber, int minute) {
    return run(
        key,
        "rollup." + flights.name + "_hourly",
        Duration.ofHours(1),
        DAY + "T05",
        Map.of("raw." + flights.name, 1000L),
        sequenceNumber,
        minute);
  }

  private RunReport madeOfHours(String key, long sequenceNumber, long snapshot, int minute) {
    return run(
        key,
        flights.daily,
        Duration.ofDays(1),
        DAY,
        Map.of("rollup." + flights.name + "_hourly", snapshot),
        sequenceNumber,
        minute);
  }

  private RunReport run(
      String key,
      String dataset,
      Duration width,
      String partition,
      Map<String, Long> inputs,
      long sequenceNumber,
      int minute) {
    RunReport like = flights.published(key, sequenceNumber, DAY, 0);
    Instant start = PartitionWindow.parse(partition).orElseThrow().start();
    Instant startedAt = like.startedAt().plus(Duration.ofMinutes(minute));
    return new RunReport(
        like.runKey(),
        dataset,
        like.pipeline(),
        like.contractVersion(),
        start,
        start.plus(width),
        like.state(),
        Map.of(partition, 42L),
        like.checks(),
        inputs,
        like.publication(),
        startedAt,
        startedAt.plusSeconds(20));
  }
}
