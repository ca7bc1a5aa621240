package io.headgate.bench.drain;

import io.headgate.bench.candidate.Candidate;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * All candidates drain all topics, several rounds: within a round each candidate does the small and
 * the large topic, and from round to round the order turns round, so that whatever changes on the
 * machine in the meantime hits all alike.
 */
public final class DrainBench {
  private final DrainRun runner;
  private final List<Candidate> candidates;
  private final PrintStream out;

  public DrainBench(DrainRun runner, List<Candidate> candidates, PrintStream out) {
    this.runner = runner;
    this.candidates = List.copyOf(candidates);
    this.out = out;
  }

  /**
   * Runs all.
   *
   * @param topics with equal keys, with and without rules as the candidates want them, the small
   *     one first
   * @return one per run, those that the oracle refused too
   */
  public List<RunFigures> run(List<Topic> topics, int keys, int rounds) throws Exception {
    List<RunFigures> runs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      runs.addAll(round(topics, keys, round));
    }
    return runs;
  }

  /** One round. */
  public List<RunFigures> round(List<Topic> topics, int keys, int round) throws Exception {
    List<Candidate> order = new ArrayList<>(candidates);
    if (round % 2 == 0) {
      Collections.reverse(order);
    }
    List<RunFigures> runs = new ArrayList<>();
    for (Candidate candidate : order) {
      for (Topic topic : topics) {
        if (topic.rules() == candidate.rules()) {
          RunFigures figures =
              runner.run(
                  candidate,
                  topic,
                  keys,
                  round,
                  RunFigures.name(candidate.name(), keys, topic.events(), round));
          runs.add(figures);
          tell(figures);
        }
      }
    }
    return runs;
  }

  private void tell(RunFigures run) {
    out.printf(
        Locale.ROOT,
        "  round %d  %-22s %,10d events  %6.1f s  CPU %6.1f s  broker %5.1f s  peak %5d MiB  %s%n",
        run.round(),
        run.candidate(),
        run.events(),
        run.wallSeconds(),
        run.cpuSeconds(),
        run.brokerCpuSeconds(),
        run.peakBytes() >> 20,
        run.verdict());
  }
}
