package io.headgate.bench.drain;

import io.headgate.bench.stack.ThreadSeconds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a million more events cost a candidate: the slope between its small and its large run,
 * medians over the rounds of which both runs passed.
 *
 * @param rounds how many that were
 * @param failed runs that the oracle refused
 * @param cpuSeconds of the process per million events
 * @param cpuOfRounds the same, round by round
 * @param threads where the time of the process goes, per million events
 * @param brokerCpuSeconds of Kafka per million events
 * @param storeCpuSeconds of ClickHouse per million events
 * @param eventsPerSecond along the slope
 * @param wholeEventsPerSecond of the large run, with its start
 * @param peakBytes of the large run
 * @param writtenBytes per event of the large run
 * @param storedBytes per event of the large run
 */
public record Marginal(
    String candidate,
    int keys,
    int rounds,
    int failed,
    double cpuSeconds,
    List<Double> cpuOfRounds,
    ThreadSeconds threads,
    double brokerCpuSeconds,
    double storeCpuSeconds,
    double eventsPerSecond,
    double wholeEventsPerSecond,
    double peakBytes,
    double writtenBytes,
    double storedBytes) {
  private static final double MILLION = 1e6;

  public Marginal {
    cpuOfRounds = List.copyOf(cpuOfRounds);
  }

  /** Of all runs of one candidate with one number of keys. */
  static Marginal of(String candidate, int keys, List<RunFigures> runs) {
    List<RunFigures> own =
        runs.stream()
            .filter(run -> run.candidate().equals(candidate) && run.keys() == keys)
            .toList();
    long largest = own.stream().mapToLong(RunFigures::events).max().orElse(0);
    List<RunFigures[]> pairs = new ArrayList<>();
    for (RunFigures large : own) {
      own.stream()
          .filter(small -> small.round() == large.round() && small.events() < large.events())
          .filter(small -> small.passed() && large.passed())
          .forEach(small -> pairs.add(new RunFigures[] {small, large}));
    }
    List<RunFigures> large =
        own.stream().filter(run -> run.events() == largest && run.passed()).toList();
    return new Marginal(
        candidate,
        keys,
        pairs.size(),
        (int) own.stream().filter(run -> !run.passed()).count(),
        median(slopes(pairs, RunFigures::cpuSeconds)),
        slopes(pairs, RunFigures::cpuSeconds),
        ThreadSeconds.combine(
            figure -> median(slopes(pairs, run -> figure.applyAsDouble(run.threads())))),
        median(slopes(pairs, RunFigures::brokerCpuSeconds)),
        median(slopes(pairs, RunFigures::storeCpuSeconds)),
        MILLION / median(slopes(pairs, RunFigures::wallSeconds)),
        median(each(large, run -> run.events() / run.wallSeconds())),
        median(each(large, run -> run.peakBytes())),
        median(each(large, run -> (double) run.writtenBytes() / run.events())),
        median(each(large, run -> (double) run.storedBytes() / run.events())));
  }

  /** With the broker's share. */
  public double cpuSecondsWithBroker() {
    return cpuSeconds + brokerCpuSeconds;
  }

  private static List<Double> slopes(
      List<RunFigures[]> pairs, ToDoubleFunction<RunFigures> figure) {
    return pairs.stream()
        .map(
            pair ->
                MILLION
                    * (figure.applyAsDouble(pair[1]) - figure.applyAsDouble(pair[0]))
                    / (pair[1].events() - pair[0].events()))
        .toList();
  }

  private static List<Double> each(List<RunFigures> runs, ToDoubleFunction<RunFigures> figure) {
    return runs.stream().map(figure::applyAsDouble).toList();
  }

  /** Not a number when there is none. */
  public static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
