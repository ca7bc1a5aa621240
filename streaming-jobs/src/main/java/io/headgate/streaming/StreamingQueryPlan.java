package io.headgate.streaming;

import org.apache.spark.sql.streaming.StreamingQuery;

/** A query that can be started, and started again from its checkpoint after it has ended. */
public interface StreamingQueryPlan {
  /** For example {@code raw-ingest:flights}; names the query in logs and in the ledger. */
  String name();

  /** Fails, with what to do about it, when something that the query needs is not there. */
  void check();

  /** Whether what the plan was made for is no longer so, and a new plan has to be made. */
  default boolean isOutdated() {
    return false;
  }

  /**
   * Starts the query where its checkpoint left off.
   *
   * @param gate every batch passes it
   */
  StreamingQuery start(BatchGate gate) throws Exception;
}
