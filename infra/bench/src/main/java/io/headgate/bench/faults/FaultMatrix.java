package io.headgate.bench.faults;

import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tries scenarios one after the other on one stack, each on a pipeline of its own. */
final class FaultMatrix {
  private static final long AFTERWARDS = 500;

  private final BenchStack stack;
  private final PipelineApply apply;
  private final FaultSizes sizes;
  private final PrintStream out;

  FaultMatrix(BenchStack stack, PipelineApply apply, FaultSizes sizes, PrintStream out) {
    this.stack = stack;
    this.apply = apply;
    this.sizes = sizes;
    this.out = out;
  }

  List<Outcome> run(List<Scenario> scenarios, int rounds) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (Scenario scenario : scenarios) {
        Outcome outcome = run(scenario, round);
        out.printf(
            Locale.ROOT,
            "  %s, round %d: %s; %s%n",
            outcome.scenario(),
            outcome.round(),
            outcome.happened(),
            outcome.verdict());
        outcomes.add(outcome);
      }
    }
    return outcomes;
  }

  private Outcome run(Scenario scenario, int round) throws InterruptedException {
    String happened = "-";
    Duration recovery = null;
    String verdict;
    try (FaultRun run = new FaultRun(stack, apply, scenario, round, sizes)) {
      try {
        happened = scenario.fault().happen(run);
        recovery = recovered(scenario, run);
        run.expected().requireOf(run);
        run.drivers().stop();
        Verdict stores = run.truth().judge(scenario.jobs());
        verdict = stores.passed() ? Outcome.PASSED : stores.toString();
      } finally {
        happened = with(run.notes(), happened);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (NoFaultException e) {
      verdict = "not run: " + e.getMessage();
    } catch (Exception e) {
      verdict = "failed: " + e;
    }
    mend();
    return new Outcome(scenario.name(), round, happened, recovery, verdict);
  }

  private static Duration recovered(Scenario scenario, FaultRun run) throws Exception {
    if (!run.hasEnded()) {
      if (!run.truth().isFrozen()) {
        run.events().send(AFTERWARDS);
      }
      run.awaitDrained(scenario.jobs());
    }
    return run.sinceRecovering();
  }

  private static String with(List<String> notes, String happened) {
    return notes.isEmpty()
        ? happened
        : happened + "; " + notes.stream().distinct().collect(Collectors.joining("; "));
  }

  /** A scenario that broke off may have left something that does not run. */
  private void mend() throws InterruptedException {
    for (String component : List.of("postgres", "kafka", "clickhouse", "registry")) {
      try {
        if (!stack.runs(component)) {
          stack.start(component);
        }
      } catch (IOException e) {
        out.println("  " + component + " does not start again: " + e.getMessage());
      }
    }
  }
}
