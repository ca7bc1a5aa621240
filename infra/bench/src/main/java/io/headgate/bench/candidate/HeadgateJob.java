package io.headgate.bench.candidate;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real job, submitted as a user submits it.
 *
 * @param name of the candidate
 * @param raw raw ingest; else aggregates
 * @param rules whether the pipeline has rules and a masked field
 * @param environment settings of the job by variable, added to the stack's
 */
public record HeadgateJob(String name, boolean raw, boolean rules, Map<String, String> environment)
    implements Candidate {
  public HeadgateJob {
    environment = Map.copyOf(environment);
  }

  @Override
  public JobProcess start(Target target) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(target.jvm().submit(target.run()));
    options.add("--class");
    options.add("io.headgate.streaming." + (raw ? "RawIngestJob" : "AggregateJob"));
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("HEADGATE_STREAMS_CHECKPOINTS", "file://" + target.checkpoints());
    return target
        .stack()
        .submit(
            target.run(),
            options,
            target.stack().layout().jar("streaming-jobs"),
            all,
            List.of("--pipeline", target.pipeline().name()));
  }

  @Override
  public boolean drained(Target target) throws IOException {
    return new Checkpoints(target.checkpoints()).reached(target.ends());
  }

  @Override
  public Verdict judge(Target target, ClickOracle oracle) throws SQLException, IOException {
    return raw
        ? oracle
            .raw(target.pipeline().rawTable())
            .and(oracle.quarantine(target.pipeline().quarantineTable()))
        : oracle.windows(target.pipeline().servingTable());
  }

  @Override
  public long storedBytes(Target target) throws SQLException, IOException {
    if (!raw) {
      return 0;
    }
    try (Connection catalog = target.stack().catalog()) {
      return LakeFiles.of(catalog, target.pipeline().rawTable()).bytes();
    }
  }
}
