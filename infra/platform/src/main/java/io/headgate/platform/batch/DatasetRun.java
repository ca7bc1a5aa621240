package io.headgate.platform.batch;

import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.iceberg.PublishedMetadata;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.MinimumScore;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The protocol for one dataset and one window, from stage to record. A window that was quarantined
 * is not done when its checks compare it with others: it is judged anew by every run, since the
 * others may have changed. Nor is one that operators have accepted since: it is published as it is.
 */
final class DatasetRun {
  private final BatchContext context;
  private final SparkSession spark;
  private final RunWindow window;
  private final BatchDataset dataset;
  private final String name;
  private final RunInputs inputs;
  private final RunKey key;
  private final Optional<RunReport> recorded;

  /** The snapshot that undid the run of the same rows; only of what is to be made again then. */
  private final Optional<Long> undoneBy;

  /** How the same rows were judged last, when that may have changed. */
  private final Optional<RunReport> quarantined;

  private final RunSnapshots snapshots;
  private final KeptFindings kept;

  /** Curated tables stand in Iceberg alone. */
  private final Optional<RollupServing> serving;

  private final Instant startedAt;
  private final Phases phases = new Phases();

  /**
   * A run.
   *
   * @param remake whether a window is made again that is recorded as published, and whose rows
   *     something else than a run has changed since
   */
  DatasetRun(BatchContext context, BatchDataset dataset, RunInputs inputs, boolean remake) {
    this.context = context;
    this.spark = context.spark();
    this.window = context.window();
    this.dataset = dataset;
    this.name = dataset.dataset();
    this.inputs = inputs;
    RunKey next = RunKey.of(name, window, Recipe.of(context.contract(), dataset), inputs.keys());
    Optional<RunReport> known = context.registry().run(next.value());
    this.undoneBy = remake && known.isPresent() ? undoneBy(next) : Optional.empty();
    if (undoneBy.isPresent()) {
      next = next.remadeAfter(undoneBy.get());
      known = context.registry().run(next.value());
    }
    Optional<RunReport> before = Optional.empty();
    while (known.isPresent() && mayPassLater(known.get())) {
      before = known;
      next = next.judgedAnew();
      known = context.registry().run(next.value());
    }
    this.key = next;
    this.recorded = known;
    this.quarantined = before;
    this.snapshots = new RunSnapshots(key, window);
    this.kept = new KeptFindings(context, dataset, key);
    this.serving =
        dataset instanceof Rollup rollup
            ? Optional.of(new RollupServing(context, rollup, inputs.snapshots().get(0), key))
            : Optional.empty();
    this.startedAt = context.clock().instant();
  }

  private Optional<Long> undoneBy(RunKey key) {
    return new RunSnapshots(key, window).undoneBy(RollupTable.load(spark, name));
  }

  private boolean mayPassLater(RunReport report) {
    return report.state() == PartitionState.QUARANTINED
        && (dataset.checks().stream().anyMatch(Check::looksBeyondRows) || accepted());
  }

  /** Whether operators let readers have every partition of the window, whatever its checks say. */
  private boolean accepted() {
    return window.partitionKeys().stream()
        .map(partition -> context.registry().gate(name, partition))
        .allMatch(
            gate -> gate.reasons().stream().anyMatch(reason -> reason.code().equals("ACCEPTED")));
  }

  /** What {@link #run} would do, and why; nothing is changed. */
  RunForecast forecast() {
    return RunForecast.of(context, dataset, inputs, recorded, undoneBy);
  }

  RunKey key() {
    return key;
  }

  RunOutcome run() {
    if (recorded.isPresent()) {
      End end =
          recorded.get().state() == PartitionState.PUBLISHED ? End.NOTHING_TO_DO : End.QUARANTINED;
      return outcome(end, 0, recorded.get().checks());
    }
    Table table = phases.time("load", () -> RollupTable.load(spark, name));
    Optional<Snapshot> published = snapshots.published(table);
    return published.isPresent() ? complete(table, published.get()) : make(table);
  }

  private RunOutcome make(Table table) {
    Snapshot base = table.currentSnapshot();
    Optional<Snapshot> staged = phases.time("stage", () -> stage(table));
    context.faults().accept(FaultPoint.AFTER_STAGE);
    // Another attempt may have published since the table was loaded. What was staged on top of that
    // would be taken a second time, as nothing has changed since.
    Optional<Snapshot> published = snapshots.published(table);
    if (published.isPresent()) {
      return complete(table, published.get());
    }
    RunRows rows = phases.time("read", () -> read(table, staged));
    CheckFindings findings = phases.time("check", () -> check(rows, base));
    List<CheckResult> checks = findings.results();
    MinimumScore needed = new MinimumScore(context.contract().minimumScore());
    if (!needed.reachedBy(QualityScore.of(checks).value()) && !accepted()) {
      // The same verdict again is no news; without this, every run would leave a record.
      if (quarantined.isEmpty() || !quarantined.get().checks().equals(checks)) {
        record(PartitionState.QUARANTINED, rows, findings, null);
      }
      return outcome(End.QUARANTINED, rows.size(), checks);
    }
    boolean first =
        phases.time("publish", () -> publisher(table).publish(staged, rows.vacant(window), base));
    context.faults().accept(FaultPoint.AFTER_CHERRY_PICK);
    finish(table, base, rows, findings);
    return outcome(first ? End.PUBLISHED : End.COMPLETED, rows.size(), checks);
  }

  /** An earlier attempt has moved main: its rows stand, and only what follows is missing. */
  private RunOutcome complete(Table table, Snapshot published) {
    Snapshot base = snapshots.before(table).orElse(null);
    RunRows rows = phases.time("read", () -> rows(published, snapshots.filled(table)));
    CheckFindings findings = phases.time("check", () -> check(rows, base));
    publisher(table).publish(Optional.empty(), rows.vacant(window), published);
    finish(table, base, rows, findings);
    return outcome(End.COMPLETED, rows.size(), findings.results());
  }

  private Optional<Snapshot> stage(Table table) {
    Optional<Snapshot> earlier = snapshots.staged(table);
    return earlier.isPresent()
        ? earlier
        : new StagedWrite(spark, table, name, sql(), key)
            .stage(snapshots.newWapId(), inputs.fitsOneTask());
  }

  /** Of what has a look-back, without the windows for which too little was read. */
  private String sql() {
    String sql = dataset.sql(context.contract());
    return dataset.lookBack(context.contract()).isZero()
        ? sql
        : "SELECT * FROM (%s) WHERE window_start >= TIMESTAMP '%s' AND window_start < TIMESTAMP '%s'"
            .formatted(sql, window.start(), window.end());
  }

  private RunRows rows(Snapshot snapshot, Set<Instant> starts) {
    return serving.isPresent()
        ? RunRows.held(spark, name, snapshot, window.grain(), starts)
        : RunRows.stored(spark, name, snapshot, window.grain(), starts);
  }

  private RunRows read(Table table, Optional<Snapshot> staged) {
    return staged
        .map(
            snapshot ->
                RunRows.staged(
                    spark,
                    name,
                    snapshot,
                    snapshots.filled(table, snapshot),
                    window,
                    serving.isPresent()))
        .orElseGet(() -> RunRows.none(spark, name, serving.isPresent()));
  }

  private CheckFindings check(RunRows rows, @Nullable Snapshot base) {
    CheckedRows checked =
        new CheckedRows(
            window,
            rows.rows(),
            Optional.ofNullable(base).map(at -> RollupTable.at(spark, name, at.snapshotId())),
            kept,
            this::keys);
    return kept.told(context.checks().evaluate(dataset.checks(), checked));
  }

  private Dataset<Row> keys(String referenceName) {
    Reference reference = context.contract().reference(referenceName).orElseThrow();
    return spark.table(RollupTable.sparkName(reference.dataset())).select(reference.key());
  }

  /** Shows in ClickHouse what main holds, writes the pointer's file and tells the registry. */
  private void finish(Table table, @Nullable Snapshot base, RunRows rows, CheckFindings findings) {
    Snapshot published = snapshots.published(table).orElseThrow();
    serving.ifPresent(store -> phases.run("serve", () -> store.show(published, base, rows)));
    context.faults().accept(FaultPoint.AFTER_CLICKHOUSE);
    Publication publication =
        phases.time(
            "point",
            () ->
                PublishedMetadata.write(
                    table, RollupTable.identifier(name), published, context.warehouse()));
    record(PartitionState.PUBLISHED, rows, findings, publication);
  }

  private void record(
      PartitionState state,
      RunRows rows,
      CheckFindings findings,
      @Nullable Publication publication) {
    Map<String, Long> perPartition = rows.perPartition(window);
    phases.run("keep", () -> kept.keep(state, perPartition, findings));
    context.faults().accept(FaultPoint.AFTER_FINDINGS);
    RunReport report =
        new RunReport(
            key.value(),
            name,
            context.contract().name(),
            context.contractVersion(),
            window.start(),
            window.end(),
            state,
            perPartition,
            findings.results(),
            inputs.keys(),
            publication,
            startedAt,
            context.clock().instant());
    try {
      phases.run("record", () -> context.registry().postRun(report));
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.DEPENDENCY_DOWN) {
        throw e;
      }
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          e.getMessage()
              + " Then run %s for %s again: what is written stands, and the repeat only records it."
                  .formatted(name, window),
          e);
    }
  }

  private LakePublisher publisher(Table table) {
    return new LakePublisher(table, snapshots, key, window);
  }

  private RunOutcome outcome(End end, long rows, List<CheckResult> checks) {
    return new RunOutcome(name, key, end, rows, checks, phases.taken());
  }
}
