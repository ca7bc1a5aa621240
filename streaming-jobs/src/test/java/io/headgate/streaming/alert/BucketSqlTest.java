package io.headgate.streaming.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Aggregate;
import io.headgate.streaming.TestingPlatform;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Measures merged from buckets are what the SQL itself says of a whole day. */
class BucketSqlTest {
  private static final StructType RIDE =
      new StructType()
          .add("happened_at", DataTypes.TimestampType)
          .add("city", DataTypes.StringType)
          .add("minutes", DataTypes.IntegerType)
          .add("price", DataTypes.createDecimalType(10, 2))
          .add("rating", DataTypes.DoubleType);

  private final SparkSession session = TestingPlatform.shared().spark.newSession();

  @BeforeEach
  void rides() {
    List<Row> rides = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rides.add(
          RowFactory.create(
              Timestamp.valueOf(
                  "2026-01-05 12:00:00".replace("12:00", "12:%02d".formatted(i * 7 % 50))),
              i % 7 == 0 ? null : i % 3 == 0 ? "Rome" : "Muş",
              i % 5 == 0 ? null : i % 90,
              new java.math.BigDecimal(i).movePointLeft(1),
              i % 11 == 0 ? null : i / 7.0));
    }
    session.createDataFrame(rides, RIDE).createOrReplaceTempView("events");
  }

  @Test
  void countsSumsAndExtremes() {
    assertMerged("count(*)", "count(minutes)", "sum(minutes)", "min(minutes)", "max(price)");
  }

  @Test
  void averagesAlsoOfConditionsAndDecimals() {
    assertMerged("avg(minutes)", "avg(if(minutes > 15, 1, 0))", "avg(price)", "avg(rating)");
  }

  @Test
  void composedExpressionsAndFilters() {
    assertMerged(
        "sum(minutes) / count(*)",
        "coalesce(max(minutes) - min(minutes), 0) * 2",
        "nvl(sum(price), 0) + 1",
        "count_if(minutes > 15) / count(*)",
        "sum(minutes) FILTER (WHERE city = 'Rome')",
        "CASE WHEN count(*) > 10 THEN avg(rating) ELSE 0 END");
  }

  @Test
  void slidingWindowsAndNoKeyAndAnExpressionAsKey() {
    BucketSql sliding =
        sql(
            "SELECT window.start AS window_start, window.end AS window_end, count(*) AS n FROM events WHERE minutes > 3 GROUP BY window(happened_at, '1 hour', '5 minutes')");
    assertThat(sliding.buckets(session).groupBy("key").sum("p0").collectAsList())
        .containsExactly(
            RowFactory.create(
                "{}", (double) session.sql("SELECT * FROM events WHERE minutes > 3").count()));

    BucketSql shouting =
        sql(
            "SELECT window.start AS window_start, window.end AS window_end, upper(city) AS city, count(*) AS n FROM events GROUP BY window(happened_at, '1 day'), upper(city)",
            "city");
    assertThat(shouting.buckets(session).select("key").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("{}", "{\"city\":\"ROME\"}", "{\"city\":\"MUŞ\"}");
    assertThat(shouting.nothing()).containsExactly(0.0);
  }

  @Test
  void whatDoesNotMergeIsRefusedAndTheOthersAreNot() {
    BucketSql sql = merged("approx_count_distinct(city)", "stddev(minutes)", "max(city)", "sum(1)");

    assertThat(sql.formula("m3")).isPresent();
    assertThat(sql.refusal("m0")).contains("approx_count_distinct of a window cannot be made");
    assertThat(sql.refusal("m1")).contains("stddev");
    assertThat(sql.refusal("m2")).isEqualTo("it is no number but STRING");
    assertThat(sql.refusal("m9")).isEqualTo("the aggregate has no such measure");
  }

  @Test
  void sessionsAndConditionsOnGroupsAreRefused() {
    assertThat(
            sql("SELECT session_window.start AS window_start, session_window.end AS window_end, count(*) AS n FROM events GROUP BY session_window(happened_at, '5 minutes')")
                .refusal("n"))
        .isEqualTo("a session has no parts at fixed times");
    assertThat(
            sql("SELECT window.start AS window_start, window.end AS window_end, count(*) AS n FROM events GROUP BY window(happened_at, '1 hour') HAVING count(*) > 3")
                .refusal("n"))
        .isEqualTo("its SQL is more than one SELECT with GROUP BY");
  }

  private void assertMerged(String... measures) {
    BucketSql sql = merged(measures);
    Map<String, List<Double>> keys = new HashMap<>();
    for (Row row : sql.buckets(session).collectAsList()) {
      keys.merge(row.getAs("key"), partials(sql, row), (one, other) -> merge(sql, one, other));
    }
    List<Row> whole = session.sql(text(measures)).collectAsList();
    assertThat(keys).hasSize(whole.size());
    for (Row row : whole) {
      String city = row.getAs("city");
      List<Double> ofKey = keys.get(city == null ? "{}" : "{\"city\":\"%s\"}".formatted(city));
      for (int i = 0; i < measures.length; i++) {
        Double merged = sql.formula("m" + i).orElseThrow().value(ofKey);
        Number expected = row.getAs("m" + i);
        if (expected == null) {
          assertThat(merged).as(measures[i] + " of " + city).isNull();
        } else {
          assertThat(merged)
              .as(measures[i] + " of " + city)
              .isCloseTo(expected.doubleValue(), Offset.offset(1e-6));
        }
      }
    }
  }

  private static List<Double> partials(BucketSql sql, Row row) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < sql.partials().size(); i++) {
      values.add(row.getAs("p" + i));
    }
    return values;
  }

  private static List<Double> merge(BucketSql sql, List<Double> one, List<Double> other) {
    List<Double> merged = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      Double a = one.get(i);
      Double b = other.get(i);
      if (a == null || b == null) {
        merged.add(a == null ? b : a);
      } else {
        merged.add(
            switch (sql.partials().get(i).merge()) {
              case SUM -> a + b;
              case MIN -> Math.min(a, b);
              case MAX -> Math.max(a, b);
            });
      }
    }
    return merged;
  }

  private BucketSql merged(String... measures) {
    return sql(text(measures), "city");
  }

  private static String text(String... measures) {
    StringBuilder text =
        new StringBuilder("SELECT window.start AS window_start, window.end AS window_end, city");
    for (int i = 0; i < measures.length; i++) {
      text.append(", ").append(measures[i]).append(" AS m").append(i);
    }
    return text + " FROM events GROUP BY window(happened_at, '1 day'), city";
  }

  private BucketSql sql(String text, String... key) {
    return BucketSql.of(session, new Aggregate("rides", text, List.of(key)));
  }
}
