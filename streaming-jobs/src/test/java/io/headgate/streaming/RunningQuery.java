package io.headgate.streaming;

import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.Outbox;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryStatus;

/** A query of a test, stopped when it is closed. */
record RunningQuery(StreamingQuery query, BatchGate gate, Outbox ledger) implements AutoCloseable {
  static RunningQuery start(StreamingQueryPlan plan, Outbox ledger) throws Exception {
    BatchGate gate = new BatchGate();
    return new RunningQuery(plan.start(gate), gate, ledger);
  }

  /** Waits until the query has read all that the topics have. */
  void processAll() {
    query.processAllAvailable();
  }

  /** Whether a batch has records in hand. */
  boolean isInABatch() {
    StreamingQueryStatus status = query.status();
    return query.isActive() && status.isTriggerActive() && status.isDataAvailable();
  }

  /** Waits until the query has failed. */
  void awaitFailure() {
    await().atMost(Duration.ofSeconds(60)).until(() -> !query.isActive());
  }

  /** Ends the query behind its batch. */
  void stopQuery() throws InterruptedException, TimeoutException {
    gate.stop(query);
  }

  @Override
  public void close() {
    try {
      gate.stop(query);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
    ledger.close();
  }
}
