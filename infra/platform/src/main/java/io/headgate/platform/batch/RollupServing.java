package io.headgate.platform.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.batch.ServingPublisher.Status;
import io.headgate.platform.contract.Rollup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Row;

/**
 * What a run of a rollup does in ClickHouse, which shows rollups and no other batch datasets.
 *
 * @param input what the rollup is made of
 */
record RollupServing(BatchContext context, Rollup rollup, InputSnapshot input, RunKey key) {
  /**
   * Shows the rows of the window, and keeps each value that they change.
   *
   * @param published the run's snapshot on main
   * @param base main before it; null when it was empty
   */
  void show(Snapshot published, @Nullable Snapshot base, RunRows made) {
    RunWindow window = context.window();
    ServingPublisher store =
        new ServingPublisher(context.serving(), rollup, window, context.clock());
    Map<Instant, Status> shown = store.published();
    if (store.isDone(shown, published)) {
      return;
    }
    List<Row> rows = made.held().orElseThrow();
    Set<Instant> changed = new TreeSet<>();
    if (!shown.isEmpty() && base != null) {
      RunRows before =
          RunRows.held(
              context.spark(), rollup.dataset(), base, window.grain(), window.partitionStarts());
      changed.addAll(ServingPublisher.changed(before.held().orElseThrow(), rows));
    }
    List<JsonNode> served = store.rows(made.rows().schema());
    new CorrectionLog(context, rollup, input, key).record(published, shown, served, made);
    context.faults().accept(FaultPoint.AFTER_CORRECTIONS);
    store.upsert(rows, published, served);
    store.declare(key, published, shown, changed);
  }
}
