package io.headgate.bench.batch;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What some work in this process took.
 *
 * @param seconds by the clock
 * @param cpuSeconds of the process: planning, compiling and collecting garbage too
 * @param taskSeconds CPU-seconds of Spark's tasks
 */
public record Cost(double seconds, double cpuSeconds, double taskSeconds) {
  /** The median of each figure by itself. */
  static Cost median(List<Cost> costs) {
    return new Cost(
        middle(costs, Cost::seconds),
        middle(costs, Cost::cpuSeconds),
        middle(costs, Cost::taskSeconds));
  }

  private static double middle(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    return middle(costs.stream().map(figure::applyAsDouble).toList());
  }

  static double middle(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.2f s, %.2f CPU-s of the process, %.2f of Spark's tasks",
        seconds,
        cpuSeconds,
        taskSeconds);
  }
}
