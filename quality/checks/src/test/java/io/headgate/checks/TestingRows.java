package io.headgate.checks;

import io.headgate.platform.batch.CheckFindings;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.PastMeasurements;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.CheckResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of a rollup in November 2026, and a Spark session that lives as long as the JVM. */
final class TestingRows {
  static final StructType SCHEMA =
      new StructType()
          .add("window_start", DataTypes.TimestampType)
          .add("origin", DataTypes.StringType)
          .add("flights", DataTypes.LongType);

  static final SparkSession SPARK =
      SparkSession.builder()
          .master("local[1]")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "1")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.datetime.java8API.enabled", "true")
          .getOrCreate();

  private TestingRows() {}

  static List<CheckResult> evaluate(List<Check> checks, RunWindow window, Dataset<Row> rows) {
    return evaluate(checks, window, rows, Optional.empty());
  }

  static List<CheckResult> evaluate(
      List<Check> checks, RunWindow window, Dataset<Row> rows, Optional<Dataset<Row>> published) {
    return new DeequChecks()
        .evaluate(
            checks,
            new CheckedRows(
                window,
                rows,
                published,
                (metric, from, until) -> Map.of(),
                name -> SPARK.table("none")))
        .results();
  }

  /** With records of other runs, and keys that every reference has. */
  static CheckFindings evaluate(
      Check check, RunWindow window, Dataset<Row> rows, PastMeasurements past, String... keys) {
    return new DeequChecks()
        .evaluate(
            List.of(check),
            new CheckedRows(
                window,
                rows,
                Optional.empty(),
                past,
                name -> SPARK.createDataset(List.of(keys), Encoders.STRING()).toDF("key")));
  }

  static RunWindow day(int day) {
    return days(day, day);
  }

  static RunWindow days(int first, int last) {
    return new RunWindow(Grain.DAILY, start(first), start(last + 1));
  }

  static Instant start(int day) {
    return Instant.parse("2026-11-%02dT00:00:00Z".formatted(day));
  }

  static Row row(int day, String origin, Long flights) {
    return RowFactory.create(start(day), origin, flights);
  }

  static Dataset<Row> rows(Row... rows) {
    return SPARK.createDataFrame(Arrays.asList(rows), SCHEMA);
  }
}
