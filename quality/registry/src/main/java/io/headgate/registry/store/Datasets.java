package io.headgate.registry.store;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionTransition;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Datasets and their partitions, as the registry tells of them. */
public final class Datasets {
  private final Jdbi jdbi;
  private final Clock clock;

  public Datasets(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Optional<Dataset> find(String name) {
    return jdbi.withHandle(handle -> new DatasetRows(handle).find(name).map(DatasetRow::answer));
  }

  /** By name, after {@code cursor}. */
  public List<Dataset> page(String cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            new DatasetRows(handle).page(cursor, limit).stream().map(DatasetRow::answer).toList());
  }

  /** By key, after {@code cursor}. */
  public List<Partition> partitions(String name, String cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          DatasetRow dataset = new DatasetRows(handle).require(name);
          PartitionAnswers answers = new PartitionAnswers(handle, dataset, clock.instant());
          return new PartitionRows(handle, clock.instant())
              .page(name, cursor, limit).stream().map(answers::answer).toList();
        });
  }

  /** Those whose run had not read some input, by key, after {@code cursor}. */
  public List<DirtyPartition> dirty(String name, String cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          new DatasetRows(handle).require(name);
          return new PartitionRows(handle, clock.instant()).dirty(name, cursor, limit);
        });
  }

  public Optional<Partition> partition(String name, String key) {
    return jdbi.withHandle(
        handle -> {
          DatasetRow dataset = new DatasetRows(handle).require(name);
          PartitionAnswers answers = new PartitionAnswers(handle, dataset, clock.instant());
          return new PartitionRows(handle, clock.instant()).find(name, key).map(answers::answer);
        });
  }

  /** Every step of a partition's life, oldest first, after {@code cursor}. */
  public List<PartitionTransition> history(String name, String key, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          new DatasetRows(handle).require(name);
          return new PartitionRows(handle, clock.instant()).history(name, key, cursor, limit);
        });
  }

  /** Turns stored partitions of one dataset into answers. */
  private static final class PartitionAnswers {
    private final Handle handle;
    private final DatasetRow dataset;
    private final Instant now;
    private final ServiceLevel serviceLevel;
    @Nullable private final String tableLocation;

    PartitionAnswers(Handle handle, DatasetRow dataset, Instant now) {
      this.handle = handle;
      this.dataset = dataset;
      this.now = now;
      this.serviceLevel =
          new PipelineRows(handle).newest(dataset.pipeline()).orElseThrow().serviceLevel(dataset);
      this.tableLocation = new LakeTables(handle).location(dataset.name()).orElse(null);
    }

    Partition answer(PartitionRow row) {
      if (dataset.kind() == Kind.RAW) {
        CheckResult balance = balance(row);
        double score = balance.outcome() == Outcome.PASSED ? 1.0 : 0.0;
        return answer(row, score, balance.detail(), List.of(balance));
      }
      return answer(row, row.score(), row.arithmetic(), new RunRows(handle).checks(row.runKey()));
    }

    private Partition answer(
        PartitionRow row,
        @Nullable Double score,
        @Nullable String arithmetic,
        List<CheckResult> checks) {
      return new Partition(
          row.dataset(),
          row.partitionKey(),
          row.state(),
          row.version(),
          dataset.timeliness(row, serviceLevel, now),
          row.rowCount(),
          score,
          arithmetic,
          row.runKey(),
          row.refreshedAt(),
          tableLocation,
          checks);
    }

    private CheckResult balance(PartitionRow row) {
      var balance = new LedgerRows(handle, now).balance(row.dataset(), row.partitionKey(), 1);
      return new CheckResult(
          "ledger_balance",
          balance.holds() ? Outcome.PASSED : Outcome.FAILED,
          1.0,
          balance.arithmetic());
    }
  }
}
