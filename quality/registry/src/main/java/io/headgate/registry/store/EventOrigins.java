package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.lineage.ContractGraph;
import io.headgate.registry.store.PipelineGraphs.Known;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Which events made a partition, told from the ledger and from the run that published it. */
public final class EventOrigins {
  private final Jdbi jdbi;
  private final Clock clock;
  private final PipelineGraphs pipelines;

  public EventOrigins(Jdbi jdbi, Clock clock, PipelineGraphs pipelines) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.pipelines = pipelines;
  }

  /**
   * The events of a raw partition, of a rollup's, or of a window of a ClickHouse table that a
   * rollup has made final.
   */
  public EventOrigin of(String dataset, String partition) {
    PartitionWindow window =
        PartitionWindow.parse(partition)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "Parameter 'partition' is '%s'. Send a key such as 2026-11-12, 2026-11-12T05 or event_date=2026-11-12."
                            .formatted(partition)));
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle -> {
          for (Known known : pipelines.at(handle, now)) {
            PipelineContract contract = known.contract();
            if (contract.rawDataset().equals(dataset)) {
              return ofRaw(handle, contract, partition, window);
            }
            Optional<Rollup> rollup = rollup(contract, dataset, window);
            if (rollup.isPresent()) {
              return ofRollup(handle, contract, rollup.get(), dataset, partition, window);
            }
          }
          throw Problem.notFound(
              "No rollup makes '%s', and it is no raw dataset, so nothing is known of its events by partition. Ask for a rollup, a raw dataset, or a ClickHouse table that a rollup makes final."
                  .formatted(dataset));
        });
  }

  private static Optional<Rollup> rollup(
      PipelineContract contract, String dataset, PartitionWindow window) {
    return contract.rollups().stream()
        .filter(
            rollup ->
                rollup.dataset().equals(dataset)
                    || rollup.servingTable().equals(dataset)
                    || ContractGraph.serving(rollup.servingTable()).equals(dataset))
        .filter(rollup -> window.equals(PartitionWindow.of(rollup.grain(), window.start())))
        .findFirst();
  }

  private EventOrigin ofRaw(
      Handle handle, PipelineContract contract, String partition, PartitionWindow window) {
    String key = key(window);
    if (new PartitionRows(handle, clock.instant()).find(contract.rawDataset(), key).isEmpty()) {
      throw notThere(contract.rawDataset(), key);
    }
    Long snapshot = new DatasetRows(handle).require(contract.rawDataset()).lakeSnapshotId();
    return new OriginBatches(handle, contract, window)
        .until(clock.instant(), true)
        .origin(contract.rawDataset(), partition, null, null, null, snapshot);
  }

  private static String key(PartitionWindow window) {
    return "event_date=" + Grain.DAILY.partitionKey(window.start());
  }

  private EventOrigin ofRollup(
      Handle handle,
      PipelineContract contract,
      Rollup rollup,
      String dataset,
      String partition,
      PartitionWindow window) {
    String key = rollup.grain().partitionKey(window.start());
    RunReport run =
        publishedRun(handle, rollup.dataset(), key)
            .orElseThrow(() -> notThere(rollup.dataset(), key));
    Long raw = run.inputs().get(contract.rawDataset());
    OriginBatches batches = new OriginBatches(handle, contract, window);
    Optional<Instant> committed = raw == null ? Optional.empty() : batches.committedAt(raw);
    // A snapshot that is not in the ledger was committed before the run began, at the latest.
    return batches
        .until(committed.orElse(run.startedAt()), committed.isPresent())
        .origin(
            dataset,
            partition,
            rollup.dataset(),
            run.runKey(),
            run.publication() == null ? null : run.publication().snapshotId(),
            raw);
  }

  private static Optional<RunReport> publishedRun(Handle handle, String dataset, String key) {
    return handle
        .createQuery(
            """
            SELECT published_run_key FROM dataset_partition
            WHERE dataset = :dataset AND partition_key = :key AND published_run_key IS NOT NULL
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .flatMap(runKey -> new RunRows(handle).find(runKey))
        .map(RecordedRun::report);
  }

  private static Problem notThere(String dataset, String key) {
    return Problem.notFound(
        "Partition '%s' of '%s' has no rows that readers see. Wait for them, or correct the key."
            .formatted(key, dataset));
  }
}
