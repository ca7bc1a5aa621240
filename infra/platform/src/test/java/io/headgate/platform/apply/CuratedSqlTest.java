package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every day by itself, from no more than its look-back lets it see, yields what plain Java makes of
 * all events at once.
 */
class CuratedSqlTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final int DAYS = 6;
  private static final SparkSession SPARK = LocalSpark.session().newSession();

  private static PipelineContract clicks;

  @BeforeAll
  static void load() {
    SPARK.conf().set("spark.sql.shuffle.partitions", 1);
    clicks =
        PipelineFolder.load(Path.of("src/test/resources/pipelines/clicks"), new SqlAnalysis(SPARK));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sessionsOfEachDayAreThoseOfTheWhole(long seed) {
    List<Click> events = Click.aboutMidnights(MIDNIGHT, DAYS, Duration.ofMinutes(30), seed);

    assertThat(
            dayByDay(
                clicks.sessions().get(0),
                events,
                "shopper",
                "started_at",
                "ended_at",
                "events",
                "first_page",
                "spent"))
        .hasSizeGreaterThan(40)
        .isEqualTo(ClickTruth.sessions(events, Duration.ofMinutes(30)));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4})
  void theFunnelOfEachDayIsThatOfTheWhole(long seed) {
    List<Click> events = Click.aboutMidnights(MIDNIGHT, DAYS, Duration.ofMinutes(20), seed);

    assertThat(
            dayByDay(
                clicks.funnels().get(0), events, "shopper", "steps", "furthest_step", "attempts"))
        .hasSizeGreaterThan(25)
        .anyMatch(row -> row.contains("|paid|"))
        .isEqualTo(ClickTruth.checkout(events, Duration.ofHours(1)));
  }

  private List<String> dayByDay(BatchDataset dataset, List<Click> events, String... columns) {
    List<String> rows = new ArrayList<>();
    for (int day = 0; day <= DAYS + 1; day++) {
      Instant start = MIDNIGHT.plus(Duration.ofDays(day - 1L));
      Instant end = start.plus(Duration.ofDays(1));
      Instant from = start.minus(dataset.lookBack(clicks));
      view(
          events.stream()
              .filter(click -> !click.happenedAt().isBefore(from))
              .filter(click -> click.happenedAt().isBefore(end))
              .toList());
      SPARK
          .sql(dataset.sql(clicks))
          .where(
              "window_start >= TIMESTAMP '%s' AND window_start < TIMESTAMP '%s'"
                  .formatted(start, end))
          .collectAsList()
          .forEach(row -> rows.add(text(row, columns)));
    }
    return rows.stream().sorted().toList();
  }

  private void view(List<Click> events) {
    List<Row> rows =
        events.stream()
            .map(
                click ->
                    RowFactory.create(
                        click.eventId(),
                        Timestamp.from(click.happenedAt()),
                        click.shopper(),
                        click.page(),
                        click.amount(),
                        "click"))
            .toList();
    SPARK.createDataFrame(rows, EventColumns.of(clicks)).createOrReplaceTempView("events");
  }

  private static String text(Row row, String... columns) {
    StringBuilder text = new StringBuilder(instant(row.getAs("window_start")));
    for (String column : columns) {
      Object value = row.getAs(column);
      text.append('|').append(value instanceof Timestamp ? instant(value) : value);
    }
    return text.toString();
  }

  private static String instant(Object timestamp) {
    return ((Timestamp) timestamp).toInstant().toString();
  }
}
