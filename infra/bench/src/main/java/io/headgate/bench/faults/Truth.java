package io.headgate.bench.faults;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/** What the stores of a round are to hold, by the oracle. */
final class Truth implements AutoCloseable {
  private final BenchStack stack;
  private final BenchPipeline pipeline;
  private final Supplier<SchemaVersion> schema;
  @Nullable private ClickOracle oracle;

  /**
   * @param schema the newest schema of the events
   */
  Truth(BenchStack stack, BenchPipeline pipeline, Supplier<SchemaVersion> schema) {
    this.stack = stack;
    this.pipeline = pipeline;
    this.schema = schema;
  }

  /** The oracle is to look at the topic as it is now, not as it is at the end. */
  ClickOracle freeze() throws SQLException, IOException {
    oracle = ClickOracle.of(stack, pipeline, schema.get().definition());
    return oracle;
  }

  /** Those of the events that are not in the topic as valid ones. */
  Set<String> missing(Set<String> eventIds) throws SQLException, IOException {
    ClickOracle looking = oracle == null ? freeze() : oracle;
    Set<String> missing = new HashSet<>(eventIds);
    missing.removeAll(looking.truth().eventIds());
    return missing;
  }

  boolean isFrozen() {
    return oracle != null;
  }

  /** What the oracle says. */
  Verdict judge(Set<Job> jobs) throws SQLException, IOException {
    ClickOracle looking = oracle == null ? freeze() : oracle;
    Verdict verdict = new Verdict(List.of());
    if (jobs.contains(Job.RAW)) {
      verdict =
          verdict
              .and(looking.raw(pipeline.rawTable()))
              .and(looking.quarantine(pipeline.quarantineTable()));
    }
    return jobs.contains(Job.AGGREGATE)
        ? verdict.and(looking.windows(pipeline.servingTable()))
        : verdict;
  }

  @Override
  public void close() throws SQLException {
    if (oracle != null) {
      oracle.close();
    }
  }
}
