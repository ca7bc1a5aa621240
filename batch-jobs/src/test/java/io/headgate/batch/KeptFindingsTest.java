package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Check.Anomaly.Strategy;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.GateAnswer;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What checks find, and what later checks make of it; a year in which no other test has days. */
class KeptFindingsTest {
  private static final String DATASET = "rollup.flights_by_origin_daily";
  private static final Check.Anomaly AS_LAST =
      new Check.Anomaly(
          "as_last", 1, "sum(flights)", 7, 1, Strategy.RATE_OF_CHANGE, null, 0.7, 1.3);

  private final TestingLake lake = TestingLake.shared();

  @Test
  void aDayIsHeldAgainstWhatWasRecordedWhenTheDaysBeforeItWerePublished() {
    LocalDate first = LocalDate.parse("2025-01-06");
    LocalDate last = first.plusDays(2);
    lake.ingest(Flight.day(first, 100));
    lake.ingest(Flight.day(first.plusDays(1), 120));
    lake.ingest(Flight.day(last, 120).subList(0, 60));
    lake.seenUntil(start(last.plusDays(1)));

    assertThat(run(first, last, AS_LAST).end()).isEqualTo(End.PUBLISHED);
    assertThat(metrics(first, "sum(flights)"))
        .containsExactly("2025-01-06 100.0 PUBLISHED", "2025-01-07 120.0 PUBLISHED");
    assertThat(metrics(first, "count(*)"))
        .containsExactly("2025-01-06 5.0 PUBLISHED", "2025-01-07 5.0 PUBLISHED");

    RunOutcome half = run(last, last.plusDays(1), AS_LAST);

    assertThat(half.end()).isEqualTo(End.QUARANTINED);
    assertThat(half.failures())
        .containsExactly(
            "as_last: sum(flights) of 2025-01-08 is 60.00, and was 120 when it was recorded last;"
                + " accepted are 0.70 to 1.30 times");
    assertThat(metrics(last, "sum(flights)")).containsExactly("2025-01-08 60.0 QUARANTINED");

    // What was quarantined is no past: the next day is held against the 120 before.
    lake.ingest(Flight.day(last.plusDays(1), 130));
    lake.seenUntil(start(last.plusDays(2)));
    assertThat(run(last.plusDays(1), last.plusDays(2), AS_LAST).end()).isEqualTo(End.PUBLISHED);
    lake.ingest(Flight.day(last, 120).subList(60, 120));
    lake.seenUntil(start(last.plusDays(2)));
    assertThat(run(last, last.plusDays(1), AS_LAST).end()).isEqualTo(End.PUBLISHED);
  }

  @Test
  void rowsThatFailAreKeptWithTheirReasonAndToldWithTheScore() {
    LocalDate day = LocalDate.parse("2025-03-03");
    lake.ingest(Flight.day(day, 100));
    lake.seenUntil(start(day.plusDays(1)));

    RunOutcome outcome =
        run(
            day,
            day.plusDays(1),
            new Check.AllowedValues("small_airports", 1, "origin", List.of("ATL", "ORD", "DFW")),
            new Check.CustomSql("delays", 1, "largest_delay_minutes < 1000"),
            new Check.InReference("is_airport", 2, "origin", "airports"));

    assertThat(outcome.end()).isEqualTo(End.QUARANTINED);
    String told =
        "origin is one of ATL, ORD, DFW: not in 2 of 5 rows; 2 kept in lake.offending.flights";
    assertThat(outcome.failures()).containsExactly("small_airports: " + told);
    GateAnswer gate = lake.registry.gate(DATASET, day.toString());
    assertThat(gate.arithmetic())
        .isEqualTo(
            "2 of 3 checks passed; by weight 3.0 of 4.0 = 0.75, needed 0.90; failed:"
                + " small_airports (weight 1.0): "
                + told);
    assertThat(
            lake.spark
                .table("lake.offending.flights")
                .where(col("run_key").equalTo(outcome.key().value()))
                .selectExpr(
                    "partition",
                    "check_name",
                    "reason",
                    "get_json_object(row, '$.origin')",
                    "offending_rows",
                    "state")
                .collectAsList())
        .extracting(row -> row.mkString("|"))
        .containsExactlyInAnyOrder(
            "2025-03-03|small_airports|origin is one of ATL, ORD, DFW: not in this row|LAX|2|QUARANTINED",
            "2025-03-03|small_airports|origin is one of ATL, ORD, DFW: not in this row|PHX|2|QUARANTINED");
    assertThatThrownBy(() -> lake.spark.table("published.offending.flights").count())
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  private RunOutcome run(LocalDate from, LocalDate until, Check... checks) {
    Rollup daily = lake.contract().batchDataset(DATASET).map(Rollup.class::cast).orElseThrow();
    return lake.rollup(
            lake.spark.newSession(),
            lake.registry,
            new RunWindow(Grain.DAILY, start(from), start(until)),
            List.of(
                new Rollup(
                    daily.name(),
                    daily.sql(),
                    daily.grain(),
                    daily.key(),
                    daily.finalizes(),
                    List.of(checks))))
        .get(0);
  }

  /** What is recorded of the dataset's days from one on, in order. */
  private List<String> metrics(LocalDate from, String metric) {
    return lake
        .spark
        .table("lake.metrics.flights")
        .where(col("dataset").equalTo(DATASET).and(col("metric").equalTo(metric)))
        .where(col("window_start").geq(lit(start(from))))
        .where(col("window_start").lt(lit(start(from.plusDays(3)))))
        .selectExpr("concat_ws(' ', partition, value, state)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
