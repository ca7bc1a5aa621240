package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.Partition.Timeliness;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.alert.Notice.Action;
import io.headgate.registry.store.AcceptanceRequest;
import io.headgate.registry.store.Acceptances;
import io.headgate.testing.TestingPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks at instants that the test chooses, on a database of its own. The SLA is six hours. */
class SlaWatchTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-13T00:00:00Z");
  private static final String DAY = "2026-11-12";
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private static TestingPostgres postgres;
  private static Database database;

  private WatchedPipeline pipeline;

  @BeforeAll
  static void start() {
    postgres = new TestingPostgres();
    database = Database.open(TestingRegistry.config(0, postgres));
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void beginAnew() {
    pipeline = new WatchedPipeline(database.jdbi(), MIDNIGHT.minus(Duration.ofHours(2)));
  }

  @Test
  void aWindowIsExpectedAsSoonAsItHasEnded() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT.minusSeconds(1));
    assertThat(pipeline.partitions()).isEmpty();

    pipeline.lookAt(MIDNIGHT);
    pipeline.lookAt(MIDNIGHT.plusSeconds(5));

    assertThat(pipeline.partitions())
        .extracting(Partition::partitionKey, Partition::state, Partition::timeliness)
        .containsExactly(tuple(DAY, PartitionState.EXPECTED, Timeliness.ON_TIME));
    assertThat(pipeline.incidents()).isEmpty();
  }

  @Test
  void theTeamIsWarnedBeforeAndToldOnceWhenItIsLateUntilItHasCome() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    pipeline.lookFrom(MIDNIGHT.plus(Duration.ofMinutes(280)), MIDNIGHT.plus(Duration.ofHours(5)));
    assertThat(pipeline.incidents())
        .extracting(Incident::kind, Incident::openedAt)
        .containsExactly(tuple(Incident.SLA_AT_RISK, Instant.parse("2026-11-13T04:48:00Z")));

    pipeline.lookFrom(
        MIDNIGHT.plus(Duration.ofMinutes(355)), MIDNIGHT.plus(Duration.ofMinutes(365)));
    pipeline.lookAt(MIDNIGHT.plus(Duration.ofHours(9)));

    assertThat(pipeline.incidents())
        .extracting(Incident::kind, Incident::text, Incident::openedAt)
        .containsExactly(
            tuple(
                Incident.PARTITION_LATE,
                pipeline.flights.daily
                    + " is late: 2026-11-12, due at 2026-11-13T06:00:00Z, is not complete. Look at"
                    + " its run in Airflow, and at headgate status.",
                Instant.parse("2026-11-13T06:00:00Z")));
    assertThat(pipeline.partitions())
        .extracting(Partition::timeliness)
        .containsExactly(Timeliness.LATE);
    assertThat(pipeline.freshness().late()).isEqualTo(1);

    pipeline.publish(DAY, pipeline.clock.instant());
    pipeline.lookAt(pipeline.clock.instant().plusSeconds(5));

    assertThat(pipeline.incidents()).isEmpty();
    assertThat(pipeline.told())
        .containsExactly(
            tuple(Incident.SLA_AT_RISK, Action.TRIGGER),
            tuple(Incident.PARTITION_LATE, Action.TRIGGER),
            tuple(Incident.SLA_AT_RISK, Action.RESOLVE),
            tuple(Incident.PARTITION_LATE, Action.RESOLVE));
    assertThat(pipeline.freshness().late()).isZero();
    assertThat(pipeline.freshness().completeUntil()).isEqualTo(MIDNIGHT);
    assertThat(pipeline.freshness().ageSeconds())
        .isEqualTo(Duration.ofHours(9).plusSeconds(5).toSeconds());
  }

  @Test
  void whatCameInTimeIsNeverTold() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    pipeline.publish(DAY, MIDNIGHT.plus(AN_HOUR));

    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(9)));

    assertThat(pipeline.told()).isEmpty();
  }

  @Test
  void anOutageOverADeadlineIsCaughtUpAndToldOnce() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    Instant back = MIDNIGHT.plus(Duration.ofHours(10));

    pipeline.restart();
    pipeline.lookAt(back);
    assertThat(pipeline.incidents()).as("reports of the outage may still come in").isEmpty();
    pipeline.lookAt(back.plus(Duration.ofMinutes(2)));
    pipeline.lookAt(back.plus(Duration.ofMinutes(3)));
    pipeline.restart();
    pipeline.lookAt(back.plus(Duration.ofMinutes(4)));
    pipeline.lookAt(back.plus(Duration.ofMinutes(7)));

    assertThat(pipeline.incidents())
        .extracting(Incident::kind)
        .containsExactly(Incident.PARTITION_LATE);
    assertThat(pipeline.incidents().get(0).text())
        .endsWith(
            "The registry was not there from 2026-11-13T00:00:00Z to 2026-11-13T10:02:00Z, so this"
                + " is told late.");
    assertThat(pipeline.incidents().get(0).openedAt())
        .isEqualTo(Instant.parse("2026-11-13T06:00:00Z"));
    assertThat(pipeline.told()).containsExactly(tuple(Incident.PARTITION_LATE, Action.TRIGGER));
  }

  @Test
  void manyWindowsThatFellDueInAnOutageAreOneIncidentUntilTheLastHasCome() {
    pipeline.apply(pipeline.hourly());
    Instant down = MIDNIGHT.minus(AN_HOUR);
    pipeline.lookAt(down);
    Instant back = MIDNIGHT.plus(Duration.ofHours(9));
    pipeline.restart();
    pipeline.lookAt(back);

    pipeline.lookAt(back.plus(Duration.ofMinutes(2)));

    // Due since: the hours from 22 (the pipeline came to be in it) to 02.
    assertThat(pipeline.incidents())
        .filteredOn(incident -> incident.kind().equals(Incident.PARTITION_LATE))
        .singleElement()
        .satisfies(
            incident ->
                assertThat(incident.text())
                    .contains("2026-11-12T22, due at 2026-11-13T05:00:00Z, is not complete")
                    .contains("2026-11-13T02, due at 2026-11-13T09:00:00Z, is not complete"));
    List.of("2026-11-12T22", "2026-11-12T23", "2026-11-13T00", "2026-11-13T01")
        .forEach(key -> pipeline.publish(key, pipeline.clock.instant()));
    pipeline.lookAt(pipeline.clock.instant().plusSeconds(5));
    assertThat(pipeline.late()).hasSize(1);
    pipeline.publish("2026-11-13T02", pipeline.clock.instant());
    pipeline.lookAt(pipeline.clock.instant().plusSeconds(5));
    assertThat(pipeline.late()).isEmpty();
  }

  @Test
  void aRunThatEndedInTimeIsNotLateThoughItsReportCameAfterTheOutage() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    Instant back = MIDNIGHT.plus(Duration.ofHours(10));
    pipeline.restart();
    pipeline.lookAt(back);

    pipeline.publish(DAY, MIDNIGHT.plus(Duration.ofHours(5)));
    pipeline.lookAt(back.plus(Duration.ofMinutes(2)));

    assertThat(pipeline.told()).isEmpty();
    assertThat(pipeline.partitions())
        .extracting(Partition::timeliness)
        .containsExactly(Timeliness.ON_TIME);
  }

  @Test
  void aRunThatEndedLateDuringTheOutageIsToldAndResolved() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    Instant back = MIDNIGHT.plus(Duration.ofHours(10));
    pipeline.restart();
    pipeline.lookAt(back);

    pipeline.publish(DAY, MIDNIGHT.plus(Duration.ofHours(7)));
    pipeline.lookAt(back.plus(Duration.ofMinutes(2)));

    assertThat(pipeline.told())
        .containsExactly(
            tuple(Incident.PARTITION_LATE, Action.TRIGGER),
            tuple(Incident.PARTITION_LATE, Action.RESOLVE));
  }

  @Test
  void windowsOfTheTimeBeforeThePipelineAreNotOwed() {
    pipeline.apply(pipeline.daily());
    pipeline.ingest(0, Map.of("event_date=2026-11-05", 10L));

    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(12)));

    assertThat(pipeline.late())
        .filteredOn(incident -> pipeline.flights.daily.equals(incident.dataset()))
        .extracting(Incident::text)
        .singleElement()
        .satisfies(text -> assertThat(text).contains("2026-11-12,").doesNotContain("2026-11-05"));
  }

  @Test
  void rawIsLateWhenItHasNotBeenReadUpToTheEndOfTheDay() {
    pipeline.apply(pipeline.flights.contract());
    pipeline.ingest(0, Map.of("event_date=2026-11-12", 10L));
    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(7)));
    assertThat(pipeline.late())
        .filteredOn(incident -> pipeline.flights.raw.equals(incident.dataset()))
        .extracting(Incident::text)
        .singleElement()
        .satisfies(
            text -> assertThat(text).contains("event_date=2026-11-12, due at 2026-11-13T06"));

    // Epoch 2000 was committed 2000 minutes after the day began.
    pipeline.ingest(2000, Map.of());
    pipeline.lookAt(pipeline.clock.instant().plusSeconds(5));

    assertThat(pipeline.late())
        .noneMatch(incident -> pipeline.flights.raw.equals(incident.dataset()));
  }

  @Test
  void anAcceptanceEndsTheWaiting() {
    pipeline.apply(pipeline.daily());
    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(7)));
    assertThat(pipeline.late()).hasSize(1);

    accept();
    pipeline.lookAt(pipeline.clock.instant().plusSeconds(5));

    assertThat(pipeline.incidents()).isEmpty();
  }

  @Test
  void whatIsAcceptedBeforeItIsDueIsNotWaitedFor() {
    pipeline.apply(pipeline.daily());
    pipeline.lookAt(MIDNIGHT);
    accept();

    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(7)));

    assertThat(pipeline.told()).isEmpty();
  }

  @Test
  void aRetiredPipelineOwesNothingAndOneThatIsAppliedAgainOwesFromThenOn() {
    pipeline.apply(pipeline.daily());
    pipeline.lookHourly(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(7)));
    assertThat(pipeline.late()).hasSize(1);

    pipeline.retire();

    assertThat(pipeline.incidents()).isEmpty();
    assertThat(pipeline.told()).endsWith(tuple(Incident.PARTITION_LATE, Action.RESOLVE));
    pipeline.lookHourly(MIDNIGHT.plus(Duration.ofHours(8)), MIDNIGHT.plus(Duration.ofHours(40)));
    assertThat(pipeline.incidents()).isEmpty();
    assertThat(pipeline.partitions())
        .extracting(Partition::partitionKey, Partition::timeliness)
        .containsExactly(tuple(DAY, Timeliness.ON_TIME));

    pipeline.apply(pipeline.daily());
    pipeline.lookHourly(MIDNIGHT.plus(Duration.ofHours(41)), MIDNIGHT.plus(Duration.ofHours(54)));
    assertThat(pipeline.late()).isEmpty();
    pipeline.lookAt(MIDNIGHT.plus(Duration.ofHours(55)));

    assertThat(pipeline.late())
        .extracting(Incident::text)
        .singleElement()
        .satisfies(text -> assertThat(text).contains("is late: 2026-11-14, due at 2026-11-15T06"));
    assertThat(pipeline.partitions())
        .extracting(Partition::partitionKey)
        .containsExactly(DAY, "2026-11-14");
  }

  private void accept() {
    new Acceptances(database.jdbi(), pipeline.clock)
        .accept(
            pipeline.flights.daily,
            new AcceptanceRequest(
                DAY,
                "no flights that day",
                "ana",
                pipeline.clock.instant().plus(Duration.ofDays(30))));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29, Europe/Berlin",
    "2026-10-25, Europe/Berlin",
    "2026-11-01, America/New_York",
    "2028-02-29, Asia/Kathmandu"
  })
  void neitherClocksThatChangeNorALeapDayMoveAnything(String date, String zone) {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      Instant day = Instant.parse(date + "T00:00:00Z");
      pipeline.clock.set(day);
      pipeline.apply(pipeline.hourly());
      Instant end = day.plus(Duration.ofDays(1));

      pipeline.lookHourly(day, end);
      pipeline.lookAt(end.plus(Duration.ofHours(6)));

      assertThat(pipeline.partitions().stream().map(Partition::partitionKey))
          .filteredOn(key -> key.startsWith(date))
          .hasSize(24);
      assertThat(pipeline.late().stream().map(Incident::openedAt).distinct().sorted())
          .startsWith(day.plus(Duration.ofHours(7)), day.plus(Duration.ofHours(8)));
      pipeline.lookAt(end.plus(Duration.ofHours(6)).plusSeconds(1));
      assertThat(pipeline.late().stream().map(Incident::openedAt).max(Instant::compareTo))
          .contains(end.plus(Duration.ofHours(6)));
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
