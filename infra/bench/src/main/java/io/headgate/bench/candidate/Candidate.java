package io.headgate.bench.candidate;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.sql.SQLException;

/**
 * A program that drains a topic into a store. Whatever can be started as a process and can say when
 * it has drained the topic can be one.
 */
public interface Candidate {
  /** For tables of results, for example {@code plain-spark}. */
  String name();

  /** Whether it wants a pipeline with rules and a masked field. */
  default boolean rules() {
    return false;
  }

  /** Starts it. */
  JobProcess start(Target target) throws IOException, InterruptedException;

  /** Whether all of the topic is committed in the store; asked several times per second. */
  boolean drained(Target target) throws IOException;

  /** What the oracle says of its stores. */
  Verdict judge(Target target, ClickOracle oracle) throws SQLException, IOException;

  /** Bytes in its table, where that is a table of the lake; 0 elsewhere. */
  long storedBytes(Target target) throws SQLException, IOException;
}
