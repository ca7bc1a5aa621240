package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.GateClient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each story has a month of its own, so that none is history for another. */
class RollupTest {
  private static final String BY_ORIGIN = "rollup.flights_by_origin_daily";
  private static final String BY_ROUTE = "rollup.flights_by_route_daily";

  private final TestingLake lake = TestingLake.shared();

  @Test
  void aPublishedDayIsTheTruthInBothStoresAndARepeatDoesNothing() {
    LocalDate day = LocalDate.parse("2026-01-05");
    List<Flight> flights = Flight.day(day, 300);
    List<Flight> sent = new ArrayList<>(flights);
    sent.addAll(flights.subList(0, 50));
    sent.addAll(Flight.day(day.plusDays(1), 20));
    lake.ingest(sent);
    lake.seenUntil(start(day.plusDays(2)));

    assertThat(lake.rollupDay(day))
        .extracting(RunOutcome::end)
        .containsExactly(End.PUBLISHED, End.PUBLISHED);

    List<String> byOrigin = Truth.byDay(flights, Truth.byOrigin());
    List<String> byRoute = Truth.byDay(flights, Truth.byRoute());
    assertThat(lake.published(BY_ORIGIN, day, day.plusDays(2))).isEqualTo(byOrigin);
    assertThat(lake.published(BY_ROUTE, day, day.plusDays(2))).isEqualTo(byRoute);
    assertThat(lake.served("flights_by_origin_daily", "origin", day, day.plusDays(2)))
        .isEqualTo(byOrigin);
    assertThat(
            lake.served(
                "flights_by_route_daily", "concat(origin, '|', destination)", day, day.plusDays(2)))
        .isEqualTo(byRoute);
    assertThat(lake.windows(BY_ORIGIN, day)).containsExactly("2026-01-05T00 final");
    assertThat(lake.rollupDay(day))
        .extracting(RunOutcome::end)
        .containsExactly(End.NOTHING_TO_DO, End.NOTHING_TO_DO);
  }

  @Test
  void halfADayIsQuarantinedAndTheOtherHalfOpensIt() {
    LocalDate first = LocalDate.parse("2026-02-02");
    LocalDate last = first.plusDays(3);
    List<Flight> before = new ArrayList<>();
    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      before.addAll(Flight.day(day, 100));
    }
    List<Flight> whole = Flight.day(last, 100);
    lake.ingest(before);
    lake.ingest(whole.subList(0, 50));
    lake.seenUntil(start(last.plusDays(1)));

    List<RunOutcome> history = lake.rollup(Grain.DAILY, start(first), start(last));
    List<RunOutcome> half = lake.rollupDay(last);

    assertThat(history).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    assertThat(half).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);
    assertThat(half.get(0).failures())
        .containsExactly(
            "as_many_flights_as_usual: sum(flights) of 2026-02-05 is 50.00, 0.50 times the average"
                + " 100 of 3 published days; accepted are 0.70 to 1.30 times");
    List<String> good = Truth.byDay(before, Truth.byOrigin());
    assertThat(lake.published(BY_ORIGIN, first, last.plusDays(1))).isEqualTo(good);
    assertThat(lake.served("flights_by_origin_daily", "origin", first, last.plusDays(1)))
        .isEqualTo(good);
    assertThat(lake.registry.gate(BY_ORIGIN, "2026-02-05").open()).isFalse();
    assertThat(lake.registry.gate(BY_ORIGIN, "2026-02-05").reasons())
        .anySatisfy(
            reason -> assertThat(reason.text()).contains("0.50 times the average 100 of 3"));
    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);

    lake.ingest(whole.subList(50, 100));
    lake.seenUntil(start(last.plusDays(1)));

    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    List<Flight> all = new ArrayList<>(before);
    all.addAll(whole);
    List<String> repaired = Truth.byDay(all, Truth.byOrigin());
    assertThat(lake.published(BY_ORIGIN, first, last.plusDays(1))).isEqualTo(repaired);
    assertThat(lake.served("flights_by_origin_daily", "origin", first, last.plusDays(1)))
        .isEqualTo(repaired);
    assertThat(lake.registry.gate(BY_ORIGIN, "2026-02-05").open()).isTrue();
    assertThat(lake.windows(BY_ORIGIN, last)).containsExactly("2026-02-05T00 final");
  }

  @Test
  void aQuarantinedDayIsJudgedAnewWhenOnlyTheDaysBeforeItHaveChanged() {
    LocalDate first = LocalDate.parse("2026-04-06");
    LocalDate last = first.plusDays(3);
    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      lake.ingest(Flight.day(day, 100).subList(0, 20));
    }
    lake.ingest(Flight.day(last, 100));
    lake.seenUntil(start(last.plusDays(1)));
    assertThat(lake.rollup(Grain.DAILY, start(first), start(last)))
        .extracting(RunOutcome::end)
        .containsOnly(End.PUBLISHED);
    List<RunOutcome> tooMany = lake.rollupDay(last);
    List<RunOutcome> again = lake.rollupDay(last);
    assertThat(tooMany).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);
    assertThat(again).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);
    // The same verdict is not recorded again.
    assertThat(lake.registry.run(again.get(0).key().value())).isEmpty();

    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      lake.ingest(Flight.day(day, 100).subList(20, 100));
    }
    lake.seenUntil(start(last.plusDays(1)));
    lake.rollup(Grain.DAILY, start(first), start(last));

    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    assertThat(lake.registry.gate(BY_ORIGIN, last.toString()).open()).isTrue();
    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.NOTHING_TO_DO);
  }

  @Test
  void aWindowThatRawHasNotReachedIsNotReady() {
    LocalDate day = LocalDate.parse("2027-03-02");
    List<Flight> flights = Flight.day(day, 10);
    lake.ingest(flights);
    Instant newest = flights.stream().map(Flight::brokerAt).max(naturalOrder()).orElseThrow();

    assertThatThrownBy(() -> lake.rollupDay(day))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessage(
            "Cannot read raw.flights for 2027-03-02: it has been read up to %s, and the window ends at 2027-03-03T00:00:00Z. Wait for the stream, or repair the input, and run it again."
                .formatted(newest));
  }

  @Test
  void aDayWithoutAnyEventIsPublishedAsEmptyWhenRawHasBeenReadPastIt() {
    LocalDate day = LocalDate.parse("2026-03-20");
    lake.ingest(Flight.day(day.minusDays(1), 10));
    lake.seenUntil(start(day.plusDays(1)));

    assertThat(lake.rollupDay(day)).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);

    assertThat(lake.windows(BY_ORIGIN, day)).containsExactly("2026-03-20T00 final");
    assertThat(lake.registry.gate("raw.flights", "event_date=" + day).open()).isTrue();
    assertThat(lake.registry.gate(BY_ORIGIN, day.toString()).open()).isTrue();
    assertThat(lake.rollupDay(day)).extracting(RunOutcome::end).containsOnly(End.NOTHING_TO_DO);
  }

  @Test
  void aDayWithoutAnyEventIsQuarantinedWhereOtherDaysHadSome() {
    LocalDate first = LocalDate.parse("2026-05-04");
    LocalDate last = first.plusDays(3);
    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      lake.ingest(Flight.day(day, 100));
    }
    lake.seenUntil(start(last.plusDays(1)));
    lake.rollup(Grain.DAILY, start(first), start(last));

    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);
  }

  @Test
  void aQuarantinedDayThatAnOperatorAcceptsIsPublishedByTheNextRun() {
    LocalDate first = LocalDate.parse("2026-06-01");
    LocalDate last = first.plusDays(3);
    List<Flight> flights = new ArrayList<>();
    for (LocalDate day = first; day.isBefore(last); day = day.plusDays(1)) {
      flights.addAll(Flight.day(day, 100));
    }
    flights.addAll(Flight.day(last, 100).subList(0, 50));
    lake.ingest(flights);
    lake.seenUntil(start(last.plusDays(1)));
    lake.rollup(Grain.DAILY, start(first), start(last));
    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.QUARANTINED);

    GateClient gates = new GateClient(lake.registryUrl(), lake.apiKey());
    Instant until = Instant.now().plus(Duration.ofDays(1));
    for (String dataset : List.of(BY_ORIGIN, BY_ROUTE)) {
      gates.accept(dataset, last.toString(), "a public holiday", "ana", until);
    }

    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.PUBLISHED);
    List<String> accepted = Truth.byDay(flights, Truth.byOrigin());
    assertThat(lake.published(BY_ORIGIN, first, last.plusDays(1))).isEqualTo(accepted);
    assertThat(lake.served("flights_by_origin_daily", "origin", first, last.plusDays(1)))
        .isEqualTo(accepted);
    assertThat(lake.registry.gate(BY_ORIGIN, last.toString()).open()).isTrue();
    assertThat(lake.rollupDay(last)).extracting(RunOutcome::end).containsOnly(End.NOTHING_TO_DO);
  }
}
