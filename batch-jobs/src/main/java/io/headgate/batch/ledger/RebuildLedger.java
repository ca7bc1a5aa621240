package io.headgate.batch.ledger;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeSession;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the ledger rows of a pipeline again that the registry has not, as far back as snapshots and
 * checkpoints go.
 *
 * @param checkpoints folder of the streams' checkpoints, on this machine
 */
public record RebuildLedger(SparkSession spark, RegistryClient registry, URI checkpoints) {
  /**
   * What was found of one dataset.
   *
   * @param found rows that left something behind
   * @param recorded those of them that the registry did not have
   * @param oldest when the first of them was committed, or null when there is none
   */
  public record Found(String dataset, int found, int recorded, @Nullable Instant oldest) {}

  public RebuildLedger {
    if (checkpoints.getScheme() != null && !checkpoints.getScheme().equals("file")) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read checkpoints in '%s': only folders on this machine are supported. Set streams.checkpoints to a file: URI."
              .formatted(checkpoints));
    }
  }

  /** Per dataset: raw, aggregates, and what batch makes, each after what it is made of. */
  public List<Found> of(PipelineVersion pipeline) {
    PipelineContract contract = pipeline.contract();
    ContractVersions versions = new ContractVersions(registry, pipeline);
    List<Found> found = new ArrayList<>();
    found.add(record(contract.rawDataset(), raw(contract, versions)));
    for (Aggregate aggregate : contract.aggregates()) {
      String query = "aggregate:%s:%s".formatted(contract.name(), aggregate.name());
      found.add(
          record(
              aggregate.name(),
              new CheckpointRows(contract, versions, query, aggregate.name())
                  .of(folder("aggregate", contract.name(), aggregate.name()))));
    }
    for (BatchDataset batch : contract.batchDatasets()) {
      found.add(
          record(
              batch.dataset(),
              new BatchSnapshotRows(contract, versions)
                  .of(batch, LakeSession.table(spark, batch.dataset()))));
    }
    return found;
  }

  /** Where a snapshot has expired, the checkpoint may still know what its batch read. */
  private List<RebuiltRow> raw(PipelineContract contract, ContractVersions versions) {
    List<RebuiltRow> rows =
        new ArrayList<>(
            new RawSnapshotRows(contract, versions)
                .of(LakeSession.table(spark, contract.rawDataset())));
    record Batch(String queryId, long epoch) {
      static Batch of(RebuiltRow row) {
        return new Batch(row.row().scope(), row.row().epoch());
      }
    }
    Set<Batch> known = new HashSet<>();
    rows.forEach(row -> known.add(Batch.of(row)));
    new CheckpointRows(contract, versions, RawSnapshotRows.query(contract), contract.rawDataset())
        .of(folder("raw-ingest", contract.name())).stream()
            .filter(row -> known.add(Batch.of(row)))
            .forEach(rows::add);
    return rows;
  }

  private Found record(String dataset, List<RebuiltRow> rows) {
    List<RebuiltRow> oldestFirst =
        rows.stream()
            .sorted(
                Comparator.comparing((RebuiltRow row) -> row.row().committedAt())
                    .thenComparing(row -> row.row().epoch()))
            .toList();
    int recorded = 0;
    for (RebuiltRow row : oldestFirst) {
      recorded += registry.postRebuiltLedger(row.row(), row.unknown()) ? 1 : 0;
    }
    return new Found(
        dataset,
        rows.size(),
        recorded,
        oldestFirst.stream()
            .map(RebuiltRow::row)
            .map(LedgerRow::committedAt)
            .findFirst()
            .orElse(null));
  }

  private Path folder(String... names) {
    return Path.of(checkpoints.getPath(), names);
  }
}
