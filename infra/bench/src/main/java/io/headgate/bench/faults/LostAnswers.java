package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import io.headgate.local.StackPort;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes that were done, and whose acknowledgement never came. */
final class LostAnswers {
  private LostAnswers() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "lost-commit-raw",
            "The catalog commits a batch of raw, another writer commits, then the connection is cut before the answer",
            "The job finds its batch.",
            Set.of(Job.RAW),
            run -> commit(run, "raw")),
        Scenario.of(
            "lost-commit-quarantine",
            "The same for a batch of quarantine",
            "The job finds its batch.",
            Set.of(Job.RAW),
            run -> commit(run, "quarantine")),
        Scenario.of(
            "lost-insert",
            "ClickHouse applies an insert, and the connection is cut before the answer",
            "",
            Set.of(Job.AGGREGATE),
            LostAnswers::insert));
  }

  private static String commit(FaultRun run, String namespace) throws Exception {
    run.events().send(run.sizes().events());
    OtherWriter other =
        new OtherWriter(run.apply().session(), namespace + "." + run.pipeline().name());
    String folder = "/%s/%s/metadata/".formatted(namespace, run.pipeline().name());
    int target = run.stack().layout().port(StackPort.POSTGRES);
    CutProxy proxy =
        new CutProxy(
            target,
            request -> request.contains(folder) && request.contains(".metadata.json"),
            other::append);
    run.onClose(proxy::close);
    String url = run.stack().properties().get("catalog.url");
    run.drivers().configure(Job.RAW, Map.of("HEADGATE_CATALOG_URL", through(url, target, proxy)));
    awaitCut(run, Job.RAW, proxy);
    run.expected()
        .add(
            "'outcome unknown' in the log, and no second driver",
            () -> FaultRun.logHas(run.drivers().newest(Job.RAW), "outcome unknown table="));
    return "answer of one commit to " + namespace + " cut off, one commit in between";
  }

  private static String insert(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    int target = run.stack().layout().port(StackPort.CLICKHOUSE_HTTP);
    CutProxy proxy = new CutProxy(target, request -> request.contains("INSERT"), () -> {});
    run.onClose(proxy::close);
    String url = run.stack().properties().get("clickhouse.url");
    run.drivers()
        .configure(Job.AGGREGATE, Map.of("HEADGATE_CLICKHOUSE_URL", through(url, target, proxy)));
    awaitCut(run, Job.AGGREGATE, proxy);
    return "answer of one insert cut off";
  }

  private static String through(String url, int target, CutProxy proxy) {
    return url.replace(":" + target, ":" + proxy.port());
  }

  /** The job is not started again: what it does not know, it must find out by itself. */
  private static void awaitCut(FaultRun run, Job job, CutProxy proxy) throws Exception {
    JobProcess driver = run.drivers().start(job);
    run.await("answer to cut off", driver, proxy::hasCut);
    run.recovering();
  }
}
