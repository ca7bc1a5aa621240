package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.ClickPipeline.Click;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.headgate.platform.registry.PartitionState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each story has a month of its own, so that none is in the look-back of another. */
class SessionizeTest {
  private static final String VISITS = "curated.visits";
  private static final String CHECKOUT = "curated.checkout";
  private static final String VISIT = "date(window_start), shopper, events, started_at, spent";

  private final ClickPipeline clicks = ClickPipeline.shared();

  @Test
  void aVisitOverMidnightIsPublishedOnceInTheDayInWhichItClosed() {
    LocalDate day = LocalDate.parse("2026-01-10");
    Instant midnight = start(day.plusDays(1));
    clicks.ingest(
        List.of(
            click(midnight.minusSeconds(3600), "early", "home"),
            click(midnight.minusSeconds(1700), "late", "home"),
            click(midnight.minusSeconds(600), "across", "product"),
            click(midnight.plusSeconds(600), "across", "cart"),
            new Click(midnight.plusSeconds(1200), "across", "paid", 7L)));
    clicks.seenUntil(midnight.plus(Duration.ofDays(1)));

    assertThat(ends(day, 1)).containsExactly(End.PUBLISHED, End.PUBLISHED);
    assertThat(ends(day.plusDays(1), 1)).containsExactly(End.PUBLISHED, End.PUBLISHED);

    assertThat(clicks.published(VISITS, day, 2, VISIT))
        .containsExactly(
            "2026-01-10|early|1|2026-01-10T23:00:00Z|0",
            "2026-01-11|across|3|2026-01-10T23:50:00Z|7",
            "2026-01-11|late|1|2026-01-10T23:31:40Z|0");
    assertThat(clicks.published(CHECKOUT, day, 2, "date(window_start), shopper, steps, paid_at"))
        .containsExactly("2026-01-11|across|3|2026-01-11T00:20:00Z");
    assertThat(clicks.gate(VISITS, day).open()).isTrue();
    assertThat(ends(day, 1)).containsExactly(End.NOTHING_TO_DO, End.NOTHING_TO_DO);
  }

  @Test
  void aLateEventThatJoinsTwoVisitsIsMendedAndEventsOfTheNextDayTouchNothing() {
    LocalDate day = LocalDate.parse("2026-02-10");
    Instant evening = start(day.plusDays(1)).minusSeconds(4000);
    clicks.ingest(
        List.of(click(evening, "ann", "home"), click(evening.plusSeconds(3000), "ann", "home")));
    clicks.seenUntil(start(day.plusDays(3)));
    assertThat(ends(day, 2)).containsOnly(End.PUBLISHED);
    assertThat(clicks.published(VISITS, day, 2, VISIT)).hasSize(2);

    clicks.ingest(List.of(click(start(day.plusDays(2)).plusSeconds(60), "bob", "home")));
    assertThat(clicks.state(VISITS, day)).isEqualTo(PartitionState.PUBLISHED);
    assertThat(clicks.state(VISITS, day.plusDays(1))).isEqualTo(PartitionState.PUBLISHED);

    clicks.ingest(List.of(click(evening.plusSeconds(1500), "ann", "product")));
    assertThat(clicks.state(VISITS, day)).isEqualTo(PartitionState.DIRTY);
    assertThat(clicks.state(VISITS, day.plusDays(1))).isEqualTo(PartitionState.DIRTY);
    assertThat(ends(day, 2)).containsOnly(End.PUBLISHED);

    assertThat(clicks.published(VISITS, day, 2, VISIT))
        .containsExactly("2026-02-11|ann|3|2026-02-10T22:53:20Z|0");
    assertThat(clicks.published(VISITS, day, 1, VISIT)).isEmpty();
    assertThat(clicks.state(VISITS, day)).isEqualTo(PartitionState.PUBLISHED);
  }

  @Test
  void correctionsMakeAnewWhatALateEventIsReadByAndConfirmTheRest() {
    ClickBatch batch = new ClickBatch(clicks);
    LocalDate day = LocalDate.parse("2026-09-10");
    Click first = click(start(day).plusSeconds(36_000), "ann", "product");
    Click second = click(start(day.plusDays(1)).plusSeconds(36_000), "bob", "home");
    clicks.ingest(List.of(first, second));
    clicks.seenUntil(start(day.plusDays(4)));
    assertThat(ends(day, 4)).containsOnly(End.PUBLISHED);

    Click late = click(start(day).plusSeconds(36_900), "ann", "cart");
    clicks.ingest(List.of(late));

    // A day's events are looked at for visits on the next day too, and on the one after that only
    // those of its last hour.
    assertThat(batch.correct(day))
        .containsExactly(
            "visits 2026-09-10 PUBLISHED",
            "visits 2026-09-11 PUBLISHED",
            "visits 2026-09-12 CONFIRMED",
            "checkout 2026-09-10 PUBLISHED",
            "checkout 2026-09-11 CONFIRMED");
    assertThat(clicks.published(VISITS, day, 4, VISIT))
        .isEqualTo(ClickTruth.visits(List.of(first, late, second)));
    assertThat(clicks.published(CHECKOUT, day, 4, "date(window_start), shopper, steps"))
        .containsExactly("2026-09-10|ann|2");
    assertThat(clicks.state(VISITS, day.plusDays(2))).isEqualTo(PartitionState.PUBLISHED);
    assertThat(batch.correct(day)).isEmpty();
  }

  @Test
  void aDayThatIsNotReadToItsEndIsNotCut() {
    LocalDate day = LocalDate.parse("2032-03-10");
    clicks.ingest(List.of(click(start(day).plusSeconds(60), "ann", "home")));

    assertThatThrownBy(() -> ends(day, 1))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessageContaining("Cannot read raw.clicks for 2032-03-10: it has been read up to");
  }

  @ParameterizedTest
  @CsvSource({
    "after-stage, 2026-04-10, PUBLISHED",
    "after-cherry-pick, 2026-05-10, COMPLETED",
    "after-clickhouse, 2026-06-10, COMPLETED"
  })
  void theRepeatOfAKilledJobEndsInTheSameState(String place, LocalDate day, End end)
      throws Exception {
    clicks.ingest(
        List.of(
            click(start(day).plusSeconds(600), "ann", "home"),
            click(start(day).plusSeconds(900), "ann", "home")));
    clicks.seenUntil(start(day.plusDays(1)));

    JobProcess killed =
        JobProcess.run(
            clicks.lake,
            Map.of("HEADGATE_FAULTS_HALT_AT", place),
            SessionizeJob.class,
            "--pipeline=clicks",
            "--dataset=visits",
            "--window-start=" + start(day),
            "--window-end=" + start(day.plusDays(1)));

    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    assertThat(
            clicks.run(day, 1, clicks.contract().sessions()).stream().map(RunOutcome::end).toList())
        .containsExactly(end);
    assertThat(clicks.published(VISITS, day, 1, VISIT))
        .containsExactly("%s|ann|2|%sT00:10:00Z|0".formatted(day, day));
  }

  @Test
  void aRunThatDiesWhenItHasKeptWhatItsChecksFoundIsRecordedByItsRepeat() {
    LocalDate day = LocalDate.parse("2026-07-10");
    clicks.ingest(List.of(click(start(day).plusSeconds(600), "ann", "home")));
    clicks.seenUntil(start(day.plusDays(1)));
    var visits = clicks.contract().sessions();

    assertThatThrownBy(
            () -> clicks.run(day, 1, visits, TestingLake.dieAt(FaultPoint.AFTER_FINDINGS)))
        .hasMessage("died at AFTER_FINDINGS");

    assertThat(clicks.run(day, 1, visits))
        .extracting(RunOutcome::end)
        .containsExactly(End.COMPLETED);
    assertThat(clicks.published(VISITS, day, 1, VISIT))
        .containsExactly("%s|ann|1|%sT00:10:00Z|0".formatted(day, day));
    assertThat(clicks.measuredTwice(VISITS, day)).isEmpty();
  }

  @Test
  void theRegistryKnowsVisitsAsACuratedDatasetMadeOfTheTopicsColumns() {
    assertThat(clicks.lake.registry.dataset(VISITS).map(Dataset::kind))
        .contains(Dataset.Kind.CURATED);

    assertThat(
            clicks.lake.registry.lineage().of(VISITS, Direction.UPSTREAM, 5, "spent", null).edges())
        .extracting(Edge::from)
        .contains("raw.clicks", "shop.click.v1");
    assertThat(clicks.lake.registry.lineage().impact("shop.click.v1", "shopper").datasets())
        .extracting(hit -> hit.dataset())
        .contains(VISITS, CHECKOUT, "curated.shopper_features");
  }

  private List<End> ends(LocalDate day, int days) {
    return clicks
        .run(
            day,
            days,
            clicks.contract().curated().stream()
                .filter(each -> List.of(VISITS, CHECKOUT).contains(each.dataset()))
                .toList())
        .stream()
        .map(RunOutcome::end)
        .toList();
  }

  private static Click click(Instant at, String shopper, String page) {
    return new Click(at, shopper, page, null);
  }
}
