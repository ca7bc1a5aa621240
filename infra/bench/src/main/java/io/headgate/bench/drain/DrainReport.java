package io.headgate.bench.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All runs of one benchmark and what follows from them.
 *
 * @param baseline the candidate that ratios are taken against
 * @param control a candidate that is equal to the baseline: its ratio shows the noise
 */
public record DrainReport(
    String what, String baseline, String control, List<RunFigures> runs, List<Marginal> marginals) {

  /** Sums up runs. */
  public static DrainReport of(
      String what, String baseline, String control, List<RunFigures> runs) {
    List<Marginal> marginals = new ArrayList<>();
    for (int keys : runs.stream().map(RunFigures::keys).distinct().toList()) {
      for (String candidate : runs.stream().map(RunFigures::candidate).distinct().toList()) {
        marginals.add(Marginal.of(candidate, keys, runs));
      }
    }
    return new DrainReport(what, baseline, control, List.copyOf(runs), List.copyOf(marginals));
  }

  /** CPU of the candidate's process over that of the baseline; empty without a baseline. */
  public Optional<Double> ratio(Marginal marginal) {
    return find(baseline, marginal.keys()).map(base -> marginal.cpuSeconds() / base.cpuSeconds());
  }

  /** The limit's CPU over the candidate's, broker included; empty without a limit. */
  public Optional<Double> shareOfCeiling(Marginal marginal) {
    return find("ceiling", marginal.keys())
        .map(limit -> limit.cpuSecondsWithBroker() / marginal.cpuSecondsWithBroker());
  }

  /** How far two equal candidates were apart; empty without a control. */
  public Optional<Double> noise(int keys) {
    return find(control, keys).flatMap(this::ratio).map(ratio -> Math.abs(ratio - 1));
  }

  private Optional<Marginal> find(String candidate, int keys) {
    return marginals.stream()
        .filter(each -> each.candidate().equals(candidate) && each.keys() == keys)
        .findFirst();
  }

  public boolean allPassed() {
    return runs.stream().allMatch(RunFigures::passed);
  }
}
