package io.headgate.bench.faults;

import io.headgate.local.ingest.TopicEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Components that are killed, or stand still, while events flow; the jobs are left alone. */
final class ComponentFaults {
  private static final Set<Job> BOTH = Set.of(Job.RAW, Job.AGGREGATE);

  private ComponentFaults() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (String component : List.of("kafka", "clickhouse", "postgres", "registry")) {
      all.add(
          Scenario.of(
              "kill-" + component,
              "SIGKILL of " + component + " while events flow, and a start some time later",
              component.equals("registry")
                  ? "The jobs go on by themselves, and the ledger has every offset once."
                  : "The jobs go on by themselves.",
              BOTH,
              run -> kill(run, component)));
    }
    all.add(
        Scenario.of(
            "freeze-clickhouse",
            "SIGSTOP of clickhouse while events flow, and SIGCONT some time later",
            "The jobs go on by themselves.",
            BOTH,
            ComponentFaults::freeze));
    return all;
  }

  private static String kill(FaultRun run, String component) throws Exception {
    begin(run);
    int batches = run.drivers().batches(Job.RAW);
    Events.Flow flow = run.events().flow(500);
    try {
      Thread.sleep(1000);
      run.stack().kill(component);
      NoFaultException.unless(!run.stack().runs(component), component + " still runs");
      Thread.sleep(run.sizes().outage().toMillis());
      run.stack().start(component);
    } finally {
      flow.close();
    }
    run.recovering();
    if (component.equals("registry")) {
      for (String dataset : List.of(run.pipeline().rawTable(), run.pipeline().aggregate())) {
        run.expected().add("whole ledger of " + dataset, () -> isLedgerWhole(run, dataset));
      }
    }
    return "killed after %d batches of raw, down for %d s"
        .formatted(batches, run.sizes().outage().toSeconds());
  }

  private static boolean isLedgerWhole(FaultRun run, String dataset) throws Exception {
    return LedgerRanges.areWhole(
        run.stack().registry().ledger(dataset),
        TopicEnds.of(run.stack().kafka(), run.pipeline().topic()));
  }

  private static String freeze(FaultRun run) throws Exception {
    begin(run);
    Events.Flow flow = run.events().flow(500);
    run.stack().freeze("clickhouse");
    try {
      Thread.sleep(run.sizes().outage().toMillis());
    } finally {
      run.stack().thaw("clickhouse");
      flow.close();
    }
    run.recovering();
    return "stood still for %d s".formatted(run.sizes().outage().toSeconds());
  }

  private static void begin(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      var unused = run.startAndAwaitBatch(job);
    }
  }
}
