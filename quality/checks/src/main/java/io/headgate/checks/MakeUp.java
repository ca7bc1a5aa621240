package io.headgate.checks;

import static io.headgate.checks.DayByDay.number;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.headgate.checks.DayByDay.Finding;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Of what values of a column the run's partitions, and the published ones before, are made up. */
final class MakeUp {
  private static final String VALUE = "_value";
  private static final String AMOUNT = "_amount";

  private final Check.Distribution check;
  private final RunWindow window;
  private final Map<Instant, Map<String, Double>> ours = new HashMap<>();
  private final Map<Instant, Map<String, Double>> published = new HashMap<>();

  /** Of the partitions that have enough of a past. */
  private final Map<Instant, Double> distances = new TreeMap<>();

  private MakeUp(Check.Distribution check, RunWindow window) {
    this.check = check;
    this.window = window;
  }

  /** Reads what a check compares, by a query of its own. */
  static MakeUp of(Check.Distribution check, CheckedRows checked) {
    MakeUp makeUp = new MakeUp(check, checked.window());
    makeUp.read(ComparedRows.of(List.of(check), checked));
    return makeUp;
  }

  CheckResult judge() {
    return DayByDay.judge(
        check,
        window,
        published,
        this::look,
        "up to %s".formatted(number(check.maximumDistance())));
  }

  /** How far the shares of each partition have moved, in [0, 1]; of those that were judged. */
  List<Measurement> measurements() {
    return distances.entrySet().stream()
        .map(
            each ->
                new Measurement(
                    each.getKey(),
                    window.grain().partitionEnd(each.getKey()),
                    "distance(%s)".formatted(check.name()),
                    each.getValue()))
        .toList();
  }

  private void read(Dataset<Row> both) {
    both.groupBy(
            col("window_start"),
            col(ComparedRows.OURS),
            coalesce(col("`" + check.column() + "`").cast("string"), lit("null")).as(VALUE))
        .agg(coalesce(expr(check.expression()).cast("double"), lit(0.0)).as(AMOUNT))
        .collectAsList()
        .forEach(
            row ->
                (row.<Boolean>getAs(ComparedRows.OURS) ? ours : published)
                    .computeIfAbsent(row.<Instant>getAs("window_start"), start -> new HashMap<>())
                    .put(row.getAs(VALUE), row.<Double>getAs(AMOUNT)));
  }

  private Finding look(Instant start, List<Map<String, Double>> earlier) {
    Map<String, Double> now = ours.getOrDefault(start, Map.of());
    Set<String> values = new TreeSet<>(now.keySet());
    earlier.forEach(day -> values.addAll(day.keySet()));
    double moved = 0;
    double most = 0;
    String mostly = "";
    for (String value : values) {
      double share = share(now, value);
      double usual = earlier.stream().mapToDouble(day -> share(day, value)).average().orElse(0);
      moved += Math.abs(share - usual);
      if (Math.abs(share - usual) > most) {
        most = Math.abs(share - usual);
        mostly =
            ", most by %s with %s in place of %s".formatted(value, number(share), number(usual));
      }
    }
    // Nothing at all is made up of nothing that was usual.
    double distance = whole(now) == 0 && moved > 0 ? 1 : moved / 2;
    distances.put(start, distance);
    return new Finding(
        distance <= check.maximumDistance(),
        "%s of %s by %s is %s from the average shares of %d published days%s"
            .formatted(
                check.expression(),
                window.grain().partitionKey(start),
                check.column(),
                number(distance),
                earlier.size(),
                mostly));
  }

  private static double share(Map<String, Double> day, String value) {
    double whole = whole(day);
    return whole == 0 ? 0 : day.getOrDefault(value, 0.0) / whole;
  }

  private static double whole(Map<String, Double> day) {
    return day.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
