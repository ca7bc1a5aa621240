package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.batch.ClickPipeline.Click;
import io.headgate.batch.backfill.DayBackfill;
import io.headgate.platform.batch.BackfillDays;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunForecast;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.PartitionState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Stories of one day, which build on one another as each partition of a day is a run of its own;
 * then others, with days of their own.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackfillTest {
  private static final String HOURLY = "rollup.flights_by_origin_hourly";
  private static final String DAILY = "rollup.flights_by_origin_daily";
  private static final String ROUTES = "rollup.flights_by_route_daily";
  private static final String VISITS = "curated.visits";
  private static final long FAST = 100_000_000;
  private static final LocalDate DAY = LocalDate.parse("2026-09-03");
  private static final List<Flight> FLIGHTS = Flight.day(DAY, 96);

  private final TestingLake lake = TestingLake.shared();

  @Test
  @Order(1)
  void aDayWhoseRawAndRollupsWereDeletedIsTheTruthAgainThoughItsBackfillWasKilled()
      throws Exception {
    lake.ingest(FLIGHTS);
    lake.seenUntil(start(DAY.plusDays(1)));
    assertThat(lake.rollup(Grain.HOURLY, start(DAY), start(DAY.plusDays(1))))
        .extracting(RunOutcome::end)
        .containsOnly(End.PUBLISHED);
    assertThat(lake.rollupDay(DAY)).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    for (String dataset : List.of("raw.flights", HOURLY, DAILY, ROUTES)) {
      deleteDay(dataset);
    }
    // As restore-raw brings it back; its own test shows that.
    lake.ingest(FLIGHTS);
    lake.seenUntil(start(DAY.plusDays(1)));

    killAfterCherryPick();
    List<RunOutcome> outcomes = backfill().run(List.of(DAY));

    assertThat(outcomes)
        .hasSize(26)
        .extracting(RunOutcome::end)
        .containsOnly(End.PUBLISHED, End.COMPLETED)
        .containsOnlyOnce(End.COMPLETED);
    assertIsTruth();
    assertThat(backfill().run(List.of(DAY)))
        .extracting(RunOutcome::end)
        .containsOnly(End.NOTHING_TO_DO);
  }

  @Test
  @Order(2)
  void onlyThePartitionsThatSomebodyHasDeletedAreMadeAgain() throws Exception {
    lake.spark.sql(
        "DELETE FROM lake.%s WHERE window_start = TIMESTAMP '%s 05:00:00Z'".formatted(HOURLY, DAY));
    deleteDay(ROUTES);

    List<RunForecast> forecasts = backfill().forecast(List.of(DAY));
    List<RunOutcome> outcomes = backfill().run(List.of(DAY));

    assertThat(forecasts)
        .filteredOn(RunForecast::runs)
        .extracting(each -> each.dataset() + " " + each.window())
        .containsExactly(HOURLY + " " + DAY + "T05", ROUTES + " " + DAY);
    assertThat(forecasts)
        .filteredOn(RunForecast::runs)
        .allSatisfy(
            each ->
                assertThat(each.reason())
                    .matches(
                        "its rows in the lake were changed by snapshot \\d+, which is of no run"));
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.end() != End.NOTHING_TO_DO)
        .extracting(RunOutcome::dataset)
        .containsExactly(HOURLY, ROUTES);
    assertIsTruth();
  }

  @Test
  @Order(3)
  void aBackfillOfAPartitionThatIsMadeAgainGoesOnAfterItWasKilled() throws Exception {
    deleteDay(ROUTES);

    killAfterCherryPick();
    List<RunOutcome> outcomes = backfill().run(List.of(DAY));

    assertThat(outcomes)
        .filteredOn(outcome -> outcome.end() != End.NOTHING_TO_DO)
        .extracting(RunOutcome::dataset, RunOutcome::end)
        .containsExactly(tuple(ROUTES, End.COMPLETED));
    assertIsTruth();
    assertThat(backfill().forecast(List.of(DAY))).noneMatch(RunForecast::runs);
  }

  @Test
  @Order(4)
  void aBackfillThatDiesAtEachPlaceInTurnEndsAsIfItHadNot() throws Exception {
    deleteDay(ROUTES);

    // Each takes up what the one before has left.
    for (FaultPoint place :
        List.of(
            FaultPoint.AFTER_STAGE,
            FaultPoint.AFTER_CHERRY_PICK,
            FaultPoint.AFTER_CORRECTIONS,
            FaultPoint.AFTER_CLICKHOUSE,
            FaultPoint.AFTER_FINDINGS)) {
      assertThatThrownBy(() -> backfill(TestingLake.dieAt(place)).run(List.of(DAY)))
          .hasMessage("died at " + place);
    }

    assertThat(backfill().run(List.of(DAY)))
        .filteredOn(outcome -> outcome.end() != End.NOTHING_TO_DO)
        .extracting(RunOutcome::dataset, RunOutcome::end)
        .containsExactly(tuple(ROUTES, End.COMPLETED));
    assertIsTruth();
    assertThat(backfill().forecast(List.of(DAY))).noneMatch(RunForecast::runs);
  }

  private void killAfterCherryPick() throws Exception {
    JobProcess killed =
        JobProcess.run(
            lake,
            Map.of("HEADGATE_FAULTS_HALT_AT", "after-cherry-pick"),
            BackfillJob.class,
            "--pipeline=flights",
            "--date=" + DAY);
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
  }

  @Test
  void aRangeThatRawDoesNotHaveIsRefused() {
    // Before the days of all other tests, which share the lake.
    LocalDate day = LocalDate.parse("2020-12-01");
    lake.ingest(Flight.day(day, 5));
    LocalDate future = LocalDate.parse("2099-01-01");

    assertThatThrownBy(() -> days(day.minusDays(2), day))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot backfill 2020-11-29 to 2020-12-01: raw.flights begins with 2020-12-01, and what"
                + " was before it would be made empty. Begin with 2020-12-01.");
    assertThatThrownBy(() -> days(day, future))
        .hasMessageStartingWith(
            "Cannot backfill 2020-12-01 to 2099-01-01: raw.flights has been read up to ");
    assertThatThrownBy(() -> days(day, day.minusDays(1)))
        .hasMessageContaining("the first day is after the last. Exchange them.");
    assertThatThrownBy(() -> days(day, day, Duration.ofDays(30), "2021-01-01T00:00:00Z"))
        .hasMessage(
            "Cannot backfill 2020-12-01 to 2020-12-01: raw.flights keeps a day for PT720H from its"
                + " end on (retention.raw), and what was before 2020-12-02 would be made of nothing."
                + " Begin with 2020-12-02; what is published of the days before it stays.");
    assertThat(days(day, day, Duration.ofDays(30), "2020-12-31T23:59:59Z")).containsExactly(day);
  }

  private List<LocalDate> days(LocalDate from, LocalDate to) {
    return BackfillDays.of(lake.registry, "raw.flights", null, from, to, Instant.now());
  }

  private List<LocalDate> days(LocalDate from, LocalDate to, Duration kept, String now) {
    return BackfillDays.of(lake.registry, "raw.flights", kept, from, to, Instant.parse(now));
  }

  @Test
  void whatIsCuratedOfADayIsMadeAgainAndTheDaysThatReadItAreLeftToTheCorrections()
      throws Exception {
    ClickPipeline clicks = ClickPipeline.shared();
    ClickBatch batch = new ClickBatch(clicks);
    LocalDate day = LocalDate.parse("2028-01-10");
    Instant midnight = start(day.plusDays(1));
    List<Click> all = new ArrayList<>();
    all.add(new Click(start(day).plusSeconds(600), "ann", "home", null));
    all.add(new Click(midnight.minusSeconds(1500), "ann", "product", null));
    all.add(new Click(midnight.plusSeconds(60), "ann", "paid", 7L));
    all.add(new Click(midnight.plusSeconds(40_000), "bob", "home", null));
    clicks.ingest(all);
    clicks.seenUntil(start(day.plusDays(4)));
    List<LocalDate> days = List.of(day, day.plusDays(1), day.plusDays(2));

    List<RunForecast> forecasts = batch.backfill().forecast(days);
    List<RunOutcome> outcomes = batch.backfill().run(days);

    assertThat(forecasts)
        .extracting(RunForecast::reason)
        .containsOnly(
            "never made",
            "curated.visits is made again before it",
            "rollup.clicks_by_page_daily is made again before it");
    assertThat(outcomes).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    assertThat(outcomes)
        .extracting(RunOutcome::dataset)
        .hasSize(15)
        .startsWith(
            "rollup.clicks_by_page_daily",
            VISITS,
            "curated.checkout",
            "curated.shopper_features",
            "curated.page_trends");
    assertAreTruth(clicks, all, day);

    clicks.lake.spark.sql(
        "DELETE FROM lake.%s WHERE window_start = TIMESTAMP '%s 00:00:00Z'".formatted(VISITS, day));
    assertThat(batch.backfill().forecast(List.of(day)))
        .filteredOn(RunForecast::runs)
        .extracting(RunForecast::dataset)
        .containsExactly(VISITS, "curated.shopper_features");
    // Each takes up what the one before has left.
    for (FaultPoint place :
        List.of(FaultPoint.AFTER_STAGE, FaultPoint.AFTER_CHERRY_PICK, FaultPoint.AFTER_FINDINGS)) {
      assertThatThrownBy(() -> batch.backfill(TestingLake.dieAt(place)).run(List.of(day)))
          .hasMessage("died at " + place);
    }
    assertThat(batch.backfill().run(List.of(day)))
        .filteredOn(outcome -> outcome.end() != End.NOTHING_TO_DO)
        .extracting(RunOutcome::dataset, RunOutcome::end)
        .containsExactly(
            tuple(VISITS, End.COMPLETED), tuple("curated.shopper_features", End.PUBLISHED));
    assertAreTruth(clicks, all, day);

    // Ann's visit that closes on the day after has begun with it.
    Click late = new Click(midnight.minusSeconds(3000), "ann", "cart", null);
    all.add(late);
    clicks.ingest(List.of(late));
    assertThat(batch.backfill().run(List.of(day)))
        .extracting(RunOutcome::end)
        .containsOnly(End.PUBLISHED);
    assertThat(batch.backfill().forecast(List.of(day))).noneMatch(RunForecast::runs);
    assertThat(clicks.state(VISITS, day.plusDays(1))).isEqualTo(PartitionState.DIRTY);

    assertThat(batch.correct(day))
        .contains("visits 2028-01-11 PUBLISHED", "page_trends 2028-01-12 PUBLISHED")
        .noneMatch(each -> each.contains(day.toString()) || each.endsWith("WAITING"));
    assertAreTruth(clicks, all, day);
    assertThat(batch.correct(day)).isEmpty();
  }

  private static void assertAreTruth(ClickPipeline clicks, List<Click> all, LocalDate day) {
    assertThat(clicks.published(VISITS, day, 3, ClickTruth.VISIT))
        .isEqualTo(ClickTruth.visits(all));
    assertThat(clicks.published("curated.page_trends", day, 3, ClickTruth.TREND))
        .isEqualTo(ClickTruth.trends(all, day, 3));
  }

  @Test
  void aTransformWhoseInputIsHeldWaitsAndTheRestIsMade() throws Exception {
    ClickPipeline clicks = ClickPipeline.shared();
    ClickBatch batch = new ClickBatch(clicks);
    LocalDate day = LocalDate.parse("2028-02-10");
    clicks.ingest(List.of(new Click(start(day).plusSeconds(600), "ann", "home", null)));
    clicks.seenUntil(start(day.plusDays(1)));
    GateClient gates = new GateClient(clicks.lake.registryUrl(), clicks.lake.apiKey());
    gates.hold("rollup.clicks_by_page_daily", day.toString(), "odd", "ana", null);

    assertThatThrownBy(() -> batch.backfill().run(List.of(day)))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessageStartingWith("Cannot read rollup.clicks_by_page_daily for 2028-02-10: ");
    assertThat(clicks.gate("curated.shopper_features", day).open()).isTrue();
  }

  @Test
  void whatIsMadeOfAFinerRollupIsMadeAgainAfterIt() throws Exception {
    LocalDate day = LocalDate.parse("2026-09-25");
    LeveledPipeline leveled = new LeveledPipeline();
    List<Flight> flights = Flight.day(day, 48);
    leveled.ingest(flights, start(day.plusDays(1)));

    List<RunForecast> forecasts = leveled.backfill().forecast(List.of(day));
    List<RunOutcome> outcomes = leveled.backfill().run(List.of(day));

    String minutely = leveled.dataset(Grain.MINUTELY);
    String hourly = leveled.dataset(Grain.HOURLY);
    assertThat(forecasts)
        .hasSize(49)
        .allMatch(RunForecast::runs)
        .extracting(RunForecast::reason)
        .containsOnly(
            "never made",
            minutely + " is made again before it",
            hourly + " is made again before it");
    assertThat(outcomes).hasSize(49).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    for (Grain grain : Grain.values()) {
      assertThat(leveled.published(grain)).isEqualTo(LeveledPipeline.truth(grain, flights));
    }
    assertThat(leveled.backfill().forecast(List.of(day))).noneMatch(RunForecast::runs);
  }

  private DayBackfill backfill() {
    return backfill(FaultPoint::pass);
  }

  private DayBackfill backfill(Consumer<FaultPoint> faults) {
    SparkSession session = lake.spark.newSession();
    return new DayBackfill(
        lake.contract(),
        lake.registry,
        window -> lake.context(session, lake.registry, lake.pipeline, window, faults),
        FAST,
        Clock.systemUTC());
  }

  private void deleteDay(String dataset) {
    String ofDay =
        dataset.startsWith("raw.")
            ? "event_date = DATE '%s'".formatted(DAY)
            : "window_start >= TIMESTAMP '%s 00:00:00Z' AND window_start < TIMESTAMP '%s 00:00:00Z'"
                .formatted(DAY, DAY.plusDays(1));
    lake.spark.sql("DELETE FROM lake.%s WHERE %s".formatted(dataset, ofDay));
  }

  private void assertIsTruth() {
    List<String> byHour = Truth.byHour(FLIGHTS, Truth.byOrigin());
    List<String> byDay = Truth.byDay(FLIGHTS, Truth.byOrigin());
    LocalDate next = DAY.plusDays(1);
    assertThat(lake.published(HOURLY, DAY, next)).isEqualTo(byHour);
    assertThat(lake.published(DAILY, DAY, next)).isEqualTo(byDay);
    assertThat(lake.published(ROUTES, DAY, next)).isEqualTo(Truth.byDay(FLIGHTS, Truth.byRoute()));
    assertThat(lake.served("departures_by_origin_hourly", "origin", DAY, next)).isEqualTo(byHour);
    assertThat(lake.served("flights_by_origin_daily", "origin", DAY, next)).isEqualTo(byDay);
  }
}
