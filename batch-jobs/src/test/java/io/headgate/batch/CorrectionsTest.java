package io.headgate.batch;

import static io.headgate.batch.LeveledPipeline.truth;
import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Each story has a pipeline of its own. */
class CorrectionsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-05-05");
  private static final Instant MIDNIGHT = start(DAY.plusDays(1));

  /** Scheduled at 05:10, and told of at 08:10. */
  private static final Flight LATE =
      new Flight("late", start(DAY).plusSeconds(5 * 3600 + 600), 180, 500, "ATL", "ORD");

  private static final List<String> CORRECTED_ONCE =
      List.of("daily PUBLISHED", "hourly PUBLISHED", "minutely CONFIRMED", "minutely PUBLISHED");

  private final LeveledPipeline pipeline = new LeveledPipeline();

  CorrectionsTest() throws IOException {}

  @Test
  void everyLevelEqualsAComputationFromRaw() {
    List<Flight> flights = Flight.day(DAY, 3000);
    List<Flight> sent = new ArrayList<>(flights);
    sent.addAll(flights.subList(100, 200));
    pipeline.ingest(sent, MIDNIGHT);

    assertThat(pipeline.runDay(DAY)).containsOnly(End.PUBLISHED);

    allLevelsSay(flights);
    Map<String, Long> ids = ids(flights);
    Map<String, Double> ninetieths = ninetieths(flights);
    List<Row> days =
        pipeline.lake.spark.table("published." + pipeline.dataset(Grain.DAILY)).collectAsList();
    assertThat(days).hasSameSizeAs(ids.keySet());
    for (Row day : days) {
      double exact = ids.get(day.<String>getAs("origin"));
      assertThat((double) day.<Long>getAs("distinct_ids"))
          // Three standard errors of a sketch of 2^12 registers.
          .isCloseTo(exact, within(exact * 3 * 1.04 / 64));
      double ninetieth = ninetieths.get(day.<String>getAs("origin"));
      assertThat(day.<Double>getAs("distance_p90")).isCloseTo(ninetieth, within(ninetieth * 0.01));
    }
    assertThat(pipeline.runDay(DAY)).containsOnly(End.NOTHING_TO_DO);
    assertThat(pipeline.correct()).isEmpty();
    assertThat(pipeline.log(Grain.DAILY)).isEmpty();
  }

  @Test
  void aLateEventIsPutRightOnEveryLevelAndNothingElseIsMadeAnew() {
    List<Flight> flights = published();
    long snapshots = pipeline.lake.snapshots(pipeline.dataset(Grain.MINUTELY));

    pipeline.ingest(List.of(LATE), MIDNIGHT);

    assertThat(pipeline.correct())
        .isEqualTo(
            Map.of(
                "minutely PUBLISHED", 1L,
                "minutely CONFIRMED", 23L,
                "hourly PUBLISHED", 1L,
                "daily PUBLISHED", 1L));
    List<Flight> all = new ArrayList<>(flights);
    all.add(LATE);
    allLevelsSay(all);
    // One run, whose staged snapshot main took as it was.
    assertThat(pipeline.lake.snapshots(pipeline.dataset(Grain.MINUTELY))).isEqualTo(snapshots + 1);
    theLogSays(flights, all);
    for (Grain grain : Grain.values()) {
      assertThat(pipeline.lake.registry.dirtyPartitions(pipeline.dataset(grain))).isEmpty();
    }
    assertThat(pipeline.correct()).isEmpty();
  }

  @Test
  void expiredSnapshotsChangeNothingOfWhatIsRepeatedAndHowALateEventIsPutRight() {
    LocalDate next = DAY.plusDays(1);
    List<Flight> flights = published();
    List<Flight> later = Flight.day(next, 24);
    pipeline.ingest(later, start(next.plusDays(1)));
    assertThat(pipeline.runDay(next)).containsOnly(End.PUBLISHED);
    // Of every table the head alone stays, and that is of the next day.
    pipeline.expireSnapshots();

    assertThat(pipeline.runDay(DAY)).containsOnly(End.NOTHING_TO_DO);
    pipeline.ingest(List.of(LATE), MIDNIGHT);
    assertThat(pipeline.correct())
        .isEqualTo(
            Map.of(
                "minutely PUBLISHED", 1L,
                "minutely CONFIRMED", 23L,
                "hourly PUBLISHED", 1L,
                "daily PUBLISHED", 1L));

    List<Flight> before = new ArrayList<>(flights);
    before.addAll(later);
    List<Flight> all = new ArrayList<>(before);
    all.add(LATE);
    allLevelsSay(all);
    theLogSays(before, all);
    assertThat(pipeline.correct()).isEmpty();
  }

  @Test
  void aCopyOfAnEventThatWasCountedChangesNothing() {
    List<Flight> flights = published();

    pipeline.ingest(flights.subList(0, 1), MIDNIGHT);

    assertThat(pipeline.correct()).isEqualTo(Map.of("minutely CONFIRMED", 24L));
    allLevelsSay(flights);
    assertThat(pipeline.log(Grain.MINUTELY)).isEmpty();
  }

  @Test
  void aLateEventOfADayThatIsNoLongerKeptChangesNothingThatIsPublished() {
    List<Flight> flights = published();
    pipeline.removeUntil(DAY.plusDays(1));

    pipeline.ingest(List.of(LATE), MIDNIGHT);

    assertThat(pipeline.correct()).isEqualTo(Map.of("minutely NO_LONGER_KEPT", 24L));
    allLevelsSay(flights);
    assertThat(pipeline.correct()).isEmpty();
    assertThatThrownBy(() -> pipeline.runDay(DAY))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot read raw.%s for %s: its events of %s are no longer kept (retention.raw: PT720H),"
                    .formatted(pipeline.name, DAY + "T00.." + DAY + "T23", DAY)
                + " and what has come of them since is not all. What is published stays; take"
                + " windows that read nothing before 2026-05-06.");
    allLevelsSay(flights);
  }

  @Test
  void correctionsThatWereKilledAtEveryPlaceEndTheSameWhenTheyAreRepeated() throws Exception {
    List<Flight> flights = published();
    pipeline.ingest(List.of(LATE), MIDNIGHT);

    // Each takes up what the one before has left.
    for (String place :
        List.of("after-stage", "after-cherry-pick", "after-corrections", "after-clickhouse")) {
      JobProcess killed = correct(Map.of("HEADGATE_FAULTS_HALT_AT", place));
      assertThat(killed.exitCode()).as("%s: %s", place, killed.output()).isEqualTo(137);
    }
    assertThatThrownBy(
            () ->
                pipeline.correct(
                    pipeline.lake.registry, TestingLake.dieAt(FaultPoint.AFTER_FINDINGS)))
        .hasMessage("died at AFTER_FINDINGS");
    JobProcess repeated = correct(Map.of());

    assertThat(repeated.exitCode()).as(repeated.output()).isZero();
    List<Flight> all = new ArrayList<>(flights);
    all.add(LATE);
    allLevelsSay(all);
    theLogSays(flights, all);
    assertThat(pipeline.correct()).isEmpty();
  }

  private JobProcess correct(Map<String, String> environment) throws Exception {
    return JobProcess.run(
        pipeline.lake, environment, CorrectRollupsJob.class, "--pipeline=" + pipeline.name);
  }

  @Test
  void twoCorrectionsAtOnceEndAsOne() throws Exception {
    List<Flight> flights = published();
    pipeline.ingest(List.of(LATE), MIDNIGHT);
    Callable<Map<String, Long>> correct = pipeline::correct;
    ExecutorService both = Executors.newFixedThreadPool(2);

    try {
      for (Future<Map<String, Long>> run : both.invokeAll(List.of(correct, correct))) {
        assertThat(run.get().keySet()).noneMatch(end -> end.endsWith("QUARANTINED"));
      }
    } finally {
      both.shutdown();
    }
    // One that found the other at it has left the levels above to the next.
    pipeline.correct();

    List<Flight> all = new ArrayList<>(flights);
    all.add(LATE);
    allLevelsSay(all);
    theLogSays(flights, all);
    assertThat(pipeline.correct()).isEmpty();
  }

  @Test
  void aReportThatIsLostIsMadeUpForWithoutASecondWrite() throws Exception {
    List<Flight> flights = published();
    pipeline.ingest(List.of(LATE), MIDNIGHT);
    // Only the hour of the event is made anew; the others would be confirmed by a report too.
    Instant five = start(DAY).plusSeconds(5 * 3600);
    try (CuttingProxy proxy = new CuttingProxy(pipeline.lake.registryUrl(), "/v1/runs")) {
      RegistryClient cut = new RegistryClient(proxy.url(), pipeline.lake.apiKey()).withoutRetries();
      assertThatThrownBy(() -> pipeline.run(cut, Grain.MINUTELY, five, five.plusSeconds(3600)))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY_DOWN));
    }
    long snapshots = pipeline.lake.snapshots(pipeline.dataset(Grain.MINUTELY));

    assertThat(pipeline.correct().keySet()).containsExactlyElementsOf(CORRECTED_ONCE);

    assertThat(pipeline.lake.snapshots(pipeline.dataset(Grain.MINUTELY))).isEqualTo(snapshots);
    List<Flight> all = new ArrayList<>(flights);
    all.add(LATE);
    allLevelsSay(all);
    theLogSays(flights, all);
  }

  @Test
  void anHourThatBecomesEmptyIsEmptiedOnEveryLevel() {
    List<Flight> flights = published();
    pipeline.lake.spark.sql(
        "DELETE FROM lake.raw.%s WHERE scheduled_at >= TIMESTAMP'%2$s 06:00:00' AND scheduled_at < TIMESTAMP'%2$s 07:00:00'"
            .formatted(pipeline.name, DAY));
    Instant six = start(DAY).plusSeconds(6 * 3600);

    assertThat(pipeline.run(Grain.MINUTELY, six, six.plusSeconds(3600))).isEqualTo(End.PUBLISHED);
    assertThat(pipeline.correct()).isEqualTo(Map.of("hourly PUBLISHED", 1L, "daily PUBLISHED", 1L));

    List<Flight> left =
        flights.stream()
            .filter(
                flight ->
                    flight.scheduledAt().isBefore(six)
                        || !flight.scheduledAt().isBefore(six.plusSeconds(3600)))
            .toList();
    assertThat(left).hasSizeLessThan(flights.size());
    allLevelsSay(left);
    assertThat(pipeline.log(Grain.HOURLY))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("2026-05-05T06:00") && line.contains(" -> none, "));
  }

  @Test
  void aMendOfTheSqlReallyRunsAndIsRecorded() throws IOException {
    List<Flight> flights = published();
    pipeline.minutesAre("sum(delay_minutes) + 0 * count(*)");
    pipeline.apply();
    assertThat(pipeline.runDay(DAY)).containsOnly(End.PUBLISHED);
    allLevelsSay(flights);
    assertThat(pipeline.log(Grain.DAILY)).isEmpty();

    pipeline.minutesAre("sum(delay_minutes) + count(*)");
    pipeline.apply();
    assertThat(pipeline.runDay(DAY)).containsOnly(End.PUBLISHED);

    assertThat(pipeline.published(Grain.DAILY)).isNotEqualTo(truth(Grain.DAILY, flights));
    assertThat(pipeline.log(Grain.DAILY))
        .hasSize(5)
        .allMatch(line -> line.contains(" delay_minutes: "))
        .allMatch(line -> line.endsWith("unknown events, latest after unknown s, was final"));
  }

  @Test
  void anHourThatCannotBeMadeHoldsUpNeitherTheOtherHoursNorTheLevelsAboveThem() throws IOException {
    pipeline.minutesAre(
        "sum(IF(delay_minutes = 999, CAST(raise_error('a delay of 999') AS INT), delay_minutes))");
    pipeline.apply();
    List<Flight> flights = published();
    Flight poison = new Flight("poison", start(DAY).plusSeconds(3600), 999, 500, "ATL", "ORD");
    pipeline.ingest(List.of(poison, LATE), MIDNIGHT);

    assertThat(pipeline.correct())
        .containsEntry("minutely FAILED", 1L)
        .containsEntry("minutely PUBLISHED", 1L)
        .containsEntry("minutely CONFIRMED", 22L)
        .containsEntry("hourly PUBLISHED", 1L);

    List<Flight> madeAnew = new ArrayList<>(flights);
    madeAnew.add(LATE);
    assertThat(pipeline.published(Grain.HOURLY)).isEqualTo(truth(Grain.HOURLY, madeAnew));
    assertThat(pipeline.correct()).as("tried again").containsEntry("minutely FAILED", 1L);
  }

  @Test
  void aChangeOfTheContractThatMakesNoOtherRowsMakesNothingAgain() throws IOException {
    List<Flight> flights = published();
    pipeline.isOwnedBy("operations");
    pipeline.apply();

    assertThat(pipeline.runDay(DAY)).containsOnly(End.NOTHING_TO_DO);
    pipeline.ingest(List.of(LATE), MIDNIGHT);
    assertThat(pipeline.correct().keySet()).containsExactlyElementsOf(CORRECTED_ONCE);

    List<Flight> all = new ArrayList<>(flights);
    all.add(LATE);
    allLevelsSay(all);
  }

  private List<Flight> published() {
    List<Flight> flights = Flight.day(DAY, 240);
    pipeline.ingest(flights, MIDNIGHT);
    assertThat(pipeline.runDay(DAY)).containsOnly(End.PUBLISHED);
    return flights;
  }

  private void allLevelsSay(List<Flight> flights) {
    for (Grain grain : Grain.values()) {
      assertThat(pipeline.published(grain))
          .as("published %s", grain)
          .isEqualTo(truth(grain, flights));
      assertThat(pipeline.served(grain)).as("served %s", grain).isEqualTo(truth(grain, flights));
    }
  }

  /** Every level tells of the values of the one window and airport that the late flight changed. */
  private void theLogSays(List<Flight> before, List<Flight> after) {
    for (Grain grain : Grain.values()) {
      List<String> changed = new ArrayList<>(truth(grain, after));
      changed.removeAll(truth(grain, before));
      assertThat(changed).hasSize(1);
      String[] is = changed.get(0).split("\\|", -1);
      String[] was =
          truth(grain, before).stream()
              .filter(row -> row.startsWith(is[0] + "|" + is[1] + "|"))
              .findFirst()
              .map(row -> row.split("\\|", -1))
              .orElse(new String[] {is[0], is[1], "none", "none", "none", "none"});
      List<String> measures = List.of("flights", "delay_minutes", "shortest", "longest");
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < measures.size(); i++) {
        if (!was[i + 2].equals(is[i + 2])) {
          lines.add(
              "%s {\"origin\":\"ATL\"} %s: %s -> %s, 1 events, latest after 10800 s, was final"
                  .formatted(is[0].substring(0, 16), measures.get(i), was[i + 2], is[i + 2]));
        }
      }
      assertThat(pipeline.log(grain))
          .as("log %s", grain)
          .isEqualTo(lines.stream().sorted().toList());
    }
  }

  private static Map<String, Long> ids(List<Flight> flights) {
    return flights.stream().collect(Collectors.groupingBy(Flight::origin, Collectors.counting()));
  }

  /** The distance at rank 0.9 of each origin's flights. */
  private static Map<String, Double> ninetieths(List<Flight> flights) {
    return flights.stream()
        .collect(
            Collectors.groupingBy(
                Flight::origin,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    all ->
                        (double)
                            all.stream()
                                .mapToInt(Flight::distanceMiles)
                                .sorted()
                                .toArray()[(int) (0.9 * (all.size() - 1))])));
  }
}
