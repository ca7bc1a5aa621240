package io.headgate.checks;

import static io.headgate.checks.DayByDay.number;

import com.amazon.deequ.anomalydetection.AnomalyDetectionStrategy;
import com.amazon.deequ.anomalydetection.BatchNormalStrategy;
import com.amazon.deequ.anomalydetection.RelativeRateOfChangeStrategy;
import io.headgate.checks.DayByDay.Finding;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Check.Anomaly.Strategy;
import io.headgate.platform.registry.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** Values of the run's partitions against those that are recorded, by strategies of Deequ's. */
final class Anomalies {
  private Anomalies() {}

  /**
   * Judges a check.
   *
   * @param ours the value of one of the run's partitions, by its start
   */
  static CheckResult judge(
      Check.Anomaly check, CheckedRows checked, ToDoubleFunction<Instant> ours) {
    RunWindow window = checked.window();
    Map<Instant, Double> recorded =
        checked
            .past()
            .values(
                check.expression(),
                window.start().minus(Duration.ofDays(check.days())),
                window.end());
    return DayByDay.judge(
        check,
        window,
        recorded,
        (start, earlier) -> look(check, window, start, earlier, ours.applyAsDouble(start)),
        check.strategy() == Strategy.NORMAL
            ? "up to %s deviations off the mean".formatted(number(check.maximumDeviations()))
            : "%s to %s times".formatted(number(check.minimumRate()), number(check.maximumRate())));
  }

  /**
   * @param newestFirst records of the days before
   */
  private static Finding look(
      Check.Anomaly check,
      RunWindow window,
      Instant start,
      List<Double> newestFirst,
      double value) {
    List<Object> series = new ArrayList<>(newestFirst);
    Collections.reverse(series);
    series.add(value);
    int last = series.size() - 1;
    boolean accepted =
        strategy(check)
            .detect(
                JavaConverters.asScalaBuffer(series).toVector(),
                new Tuple2<Object, Object>(last, last + 1))
            .isEmpty();
    return new Finding(
        accepted,
        "%s of %s is %s, %s"
            .formatted(
                check.expression(),
                window.grain().partitionKey(start),
                number(value),
                check.strategy() == Strategy.NORMAL
                    ? spread(newestFirst)
                    : "and was %s when it was recorded last"
                        .formatted(number(newestFirst.get(0)))));
  }

  private static AnomalyDetectionStrategy strategy(Check.Anomaly check) {
    if (check.strategy() == Strategy.NORMAL) {
      Option<Object> factor = Option.apply(check.maximumDeviations());
      return new BatchNormalStrategy(factor, factor, false);
    }
    return new RelativeRateOfChangeStrategy(
        Option.apply(check.minimumRate()), Option.apply(check.maximumRate()), 1);
  }

  private static String spread(List<Double> recorded) {
    double mean = recorded.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double squares = recorded.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
    return "and %d recorded days have mean %s and standard deviation %s"
        .formatted(
            recorded.size(), number(mean), number(Math.sqrt(squares / (recorded.size() - 1))));
  }
}
