package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.ClickPipeline.Click;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.headgate.platform.registry.PartitionState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each story has a month of its own, so that none is in the look-back of another. */
class TransformTest {
  private static final String FEATURES = "curated.shopper_features";
  private static final String TRENDS = "curated.page_trends";
  private static final String ROLLUP = "rollup.clicks_by_page_daily";
  private static final String TREND = "date(window_start), page, clicks, clicks_in_3_days";

  private final ClickPipeline clicks = ClickPipeline.shared();

  @Test
  void featuresJoinSeveralDatasetsAndDays() {
    LocalDate day = LocalDate.parse("2027-01-10");
    clicks.ingest(
        List.of(
            new Click(at(day.minusDays(3), 3), "ann", "paid", 100L),
            new Click(at(day.minusDays(2), 3), "ann", "paid", 5L),
            new Click(at(day, 3), "ann", "product", null),
            new Click(at(day, 9), "ann", "cart", null),
            new Click(at(day, 9), "bob", "home", null),
            new Click(at(day, 9), "bob", "home", null)));
    clicks.seenUntil(start(day.plusDays(1)));
    assertThat(run(day, "curated.visits")).isEqualTo(End.PUBLISHED);

    assertThat(run(day, FEATURES)).isEqualTo(End.PUBLISHED);

    assertThat(
            clicks.published(
                FEATURES,
                day.minusDays(5),
                9,
                "date(window_start), shopper, clicks_in_3_days, order_clicks_in_3_days,"
                    + " spent_in_3_days, visits"))
        .containsExactly("2027-01-10|ann|3|2|5|2", "2027-01-10|bob|1|0|0|1");
    assertThat(clicks.gate(FEATURES, day).open()).isTrue();
    assertThat(run(day, FEATURES)).isEqualTo(End.NOTHING_TO_DO);
  }

  @Test
  void aTransformWaitsForAnInputThatIsNotPublishedAndNamesIt() {
    LocalDate day = LocalDate.parse("2027-02-10");
    clicks.ingest(List.of(new Click(at(day, 3), "ann", "home", null)));
    clicks.seenUntil(start(day.plusDays(1)));

    assertThatThrownBy(() -> run(day, FEATURES))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessageContaining("Cannot read curated.visits for 2027-02-10")
        .hasMessageContaining("Wait for its run");
  }

  @Test
  void aCorrectionOfAnInputMakesTheDaysThatReadItDirtyAndTheyAreMended() {
    LocalDate day = LocalDate.parse("2027-03-10");
    LocalDate last = day.plusDays(2);
    clicks.ingest(
        List.of(
            new Click(at(day, 3), "ann", "home", null),
            new Click(at(last, 3), "ann", "home", null)));
    clicks.seenUntil(start(last.plusDays(2)));
    for (LocalDate each = day; !each.isAfter(last.plusDays(1)); each = each.plusDays(1)) {
      assertThat(run(each, ROLLUP)).isEqualTo(End.PUBLISHED);
      assertThat(run(each, TRENDS)).isEqualTo(End.PUBLISHED);
    }
    assertThat(clicks.published(TRENDS, day, 4, TREND))
        .containsExactly(
            "2027-03-10|home|1|1",
            "2027-03-11|home|0|1",
            "2027-03-12|home|1|2",
            "2027-03-13|home|0|1");

    clicks.ingest(List.of(new Click(at(day, 4), "bob", "home", null)));
    assertThat(run(day, ROLLUP)).isEqualTo(End.PUBLISHED);

    assertThat(clicks.state(TRENDS, day)).isEqualTo(PartitionState.DIRTY);
    assertThat(clicks.state(TRENDS, last)).isEqualTo(PartitionState.DIRTY);
    assertThat(clicks.state(TRENDS, last.plusDays(1))).isEqualTo(PartitionState.PUBLISHED);
    for (LocalDate each = day; !each.isAfter(last); each = each.plusDays(1)) {
      assertThat(run(each, TRENDS)).isEqualTo(End.PUBLISHED);
    }
    assertThat(run(last.plusDays(1), TRENDS)).isEqualTo(End.NOTHING_TO_DO);
    assertThat(clicks.published(TRENDS, day, 4, TREND))
        .containsExactly(
            "2027-03-10|home|2|2",
            "2027-03-11|home|0|2",
            "2027-03-12|home|1|3",
            "2027-03-13|home|0|1");
    assertThat(clicks.state(TRENDS, last)).isEqualTo(PartitionState.PUBLISHED);
  }

  @Test
  void aTransformThatDiesAtEachPlaceInTurnEndsAsIfItHadNot() {
    LocalDate day = LocalDate.parse("2027-04-10");
    clicks.ingest(
        List.of(
            new Click(at(day, 3), "ann", "home", null),
            new Click(at(day, 4), "bob", "home", null)));
    clicks.seenUntil(start(day.plusDays(1)));
    assertThat(run(day, ROLLUP)).isEqualTo(End.PUBLISHED);

    // Each takes up what the one before has left.
    for (FaultPoint place :
        List.of(
            FaultPoint.AFTER_STAGE,
            FaultPoint.AFTER_CHERRY_PICK,
            FaultPoint.AFTER_CLICKHOUSE,
            FaultPoint.AFTER_FINDINGS)) {
      assertThatThrownBy(() -> run(day, TRENDS, TestingLake.dieAt(place)))
          .hasMessage("died at " + place);
    }

    assertThat(run(day, TRENDS)).isEqualTo(End.COMPLETED);
    assertThat(clicks.published(TRENDS, day, 1, TREND)).containsExactly("2027-04-10|home|2|2");
    assertThat(clicks.state(TRENDS, day)).isEqualTo(PartitionState.PUBLISHED);
    assertThat(clicks.measuredTwice(TRENDS, day)).isEmpty();
    assertThat(run(day, TRENDS)).isEqualTo(End.NOTHING_TO_DO);
  }

  @Test
  void aColumnOfATransformIsFollowedThroughItsInputsToTheTopic() {
    assertThat(
            clicks
                .lake
                .registry
                .lineage()
                .of(TRENDS, Direction.UPSTREAM, 5, "clicks_in_3_days", null)
                .edges())
        .extracting(Edge::from)
        .contains(ROLLUP);
    assertThat(
            clicks
                .lake
                .registry
                .lineage()
                .of(FEATURES, Direction.UPSTREAM, 5, "spent_in_3_days", null)
                .edges())
        .extracting(Edge::from)
        .contains("raw.clicks", "shop.click.v1");
  }

  private End run(LocalDate day, String dataset) {
    return run(day, dataset, FaultPoint::pass);
  }

  private End run(LocalDate day, String dataset, Consumer<FaultPoint> faults) {
    BatchDataset one = clicks.contract().batchDataset(dataset).orElseThrow();
    List<RunOutcome> outcomes = clicks.run(day, 1, List.of(one), faults);
    return outcomes.get(0).end();
  }

  private static Instant at(LocalDate day, int hour) {
    return start(day).plusSeconds(3600L * hour);
  }
}
