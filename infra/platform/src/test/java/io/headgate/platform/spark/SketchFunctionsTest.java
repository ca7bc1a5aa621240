package io.headgate.platform.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchFunctionsTest {
  private static final int VALUES = 20_000;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.extensions", SketchFunctions.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.95, 0.999, 1})
  void quantilesOfMergedSketchesLieWithinOnePercentOfTheSortedValues(double quantile) {
    List<Double> values = delays(VALUES);
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double exact = sorted[(int) Math.floor(quantile * (VALUES - 1))];

    view(values);
    double estimate =
        one("""
                SELECT dd_sketch_quantile(dd_union_agg(part), %sD) FROM (
                  SELECT dd_sketch_agg(value) AS part FROM numbers GROUP BY floor(value))
                """
                .formatted(quantile))
            .getDouble(0);

    assertThat(estimate).isCloseTo(exact, within(Math.abs(exact) * 0.01 + 1e-9));
  }

  @Test
  void theSameValuesGiveTheSameBytesInAnyOrder() {
    List<Double> values = delays(VALUES);
    byte[] first = sketch(values, 1);
    Collections.shuffle(values, new Random(2));

    assertThat(sketch(values, 7)).isEqualTo(first);
    assertThat(sketch(values.subList(1, VALUES), 7)).isNotEqualTo(first);
  }

  @Test
  void whatIsNoNumberDoesNotCount() {
    view(Arrays.asList(1.0, null, Double.NaN, Double.POSITIVE_INFINITY));
    assertThat(one("SELECT dd_sketch_quantile(dd_sketch_agg(value), 1D) FROM numbers").getDouble(0))
        .isCloseTo(1.0, within(0.01));

    view(List.of());
    assertThat(one("SELECT dd_sketch_quantile(dd_sketch_agg(value), 1D) FROM numbers").isNullAt(0))
        .isTrue();
  }

  @Test
  void furtherSessionsAndWholeNumbersMayUseThem() {
    Row row =
        spark
            .newSession()
            .sql("SELECT dd_sketch_quantile(dd_sketch_agg(id), 0.5) FROM range(1001)")
            .collectAsList()
            .get(0);

    assertThat(row.getDouble(0)).isCloseTo(500, within(5.0));
  }

  @Test
  void aWrongQuantileAndAForeignBinaryAreToldWithTheRemedy() {
    assertThatThrownBy(
            () -> one("SELECT dd_sketch_quantile(dd_sketch_agg(id), 95D) FROM range(10)"))
        .hasStackTraceContaining("Cannot take quantile 95.0 of a sketch. Give one from 0 to 1");
    assertThatThrownBy(() -> one("SELECT dd_sketch_quantile(X'FFFF', 0.5D)"))
        .hasStackTraceContaining("not made by dd_sketch_agg or dd_union_agg");
  }

  private static byte[] sketch(List<Double> values, int partitions) {
    spark
        .createDataset(values, Encoders.DOUBLE())
        .repartition(partitions)
        .toDF("value")
        .createOrReplaceTempView("numbers");
    return one("SELECT dd_sketch_agg(value) FROM numbers").getAs(0);
  }

  private static void view(List<Double> values) {
    spark.createDataset(values, Encoders.DOUBLE()).toDF("value").createOrReplaceTempView("numbers");
  }

  private static Row one(String sql) {
    return spark.sql(sql).collectAsList().get(0);
  }

  /** Like delays in minutes: many small, some below zero, a few long. */
  private static List<Double> delays(int count) {
    Random random = new Random(1);
    List<Double> delays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      delays.add(Math.exp(random.nextGaussian() * 1.5 + 2) - 10);
    }
    return delays;
  }
}
