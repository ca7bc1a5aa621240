package io.headgate.checks;

import static io.headgate.checks.SharedScan.typed;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.metrics.Metric;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;

/**
 * The newest instant of each partition of a run. A run fails when one of its partitions fails.
 *
 * @param newest analyzers by start of the partition, which share the scan of all others
 * @param found the newest instants, as far as they are known
 */
record PartitionAges(
    Check.Freshness check,
    RunWindow window,
    Map<Instant, Analyzer<?, Metric<?>>> newest,
    Map<Instant, Instant> found) {

  /** Nothing is found yet. */
  static PartitionAges of(Check.Freshness check, RunWindow window) {
    Map<Instant, Analyzer<?, Metric<?>>> newest = new LinkedHashMap<>();
    for (Instant start : window.partitionStarts()) {
      String within =
          "window_start >= TIMESTAMP '%s' AND window_start < TIMESTAMP '%s'"
              .formatted(start, window.grain().partitionEnd(start));
      newest.put(start, typed(new Maximum(micros(check), Option.apply(within), Option.empty())));
    }
    return new PartitionAges(check, window, newest, Map.of());
  }

  /** With the instants as numbers, which is what Deequ has a maximum of. */
  static Dataset<Row> prepared(Check.Freshness check, Dataset<Row> rows) {
    return rows.withColumn(micros(check), unix_micros(col(RowRule.quoted(check.column()))));
  }

  private static String micros(Check.Freshness check) {
    return "_micros_" + check.column();
  }

  Collection<Analyzer<?, Metric<?>>> analyzers() {
    return newest.values();
  }

  PartitionAges measured(SharedScan scan) {
    Map<Instant, Instant> instants = new LinkedHashMap<>();
    newest.forEach(
        (start, analyzer) -> {
          OptionalDouble micros = scan.value(check.name(), analyzer);
          if (micros.isPresent()) {
            long whole = Math.round(micros.getAsDouble());
            instants.put(start, Instant.EPOCH.plus(whole, ChronoUnit.MICROS));
          }
        });
    return new PartitionAges(check, window, newest, instants);
  }

  CheckResult judge() {
    List<String> passed = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Instant start : window.partitionStarts()) {
      String partition = window.grain().partitionKey(start);
      Instant at = found.get(start);
      if (at == null) {
        failed.add("%s has no %s".formatted(partition, check.column()));
        continue;
      }
      Duration age = age(start, at);
      (age.compareTo(check.maximumAge()) <= 0 ? passed : failed)
          .add(
              "newest %s of %s is %s, %s before its end"
                  .formatted(check.column(), partition, at, age));
    }
    return new CheckResult(
        check.name(),
        failed.isEmpty() ? Outcome.PASSED : Outcome.FAILED,
        check.weight(),
        "%s; accepted is up to %s"
            .formatted(String.join("; ", failed.isEmpty() ? passed : failed), check.maximumAge()));
  }

  List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    found.forEach(
        (start, at) ->
            measurements.add(
                new Measurement(
                    start,
                    window.grain().partitionEnd(start),
                    "age_seconds(%s)".formatted(check.name()),
                    age(start, at).toMillis() / 1000.0)));
    return measurements;
  }

  private Duration age(Instant start, Instant at) {
    return Duration.between(at, window.grain().partitionEnd(start));
  }
}
