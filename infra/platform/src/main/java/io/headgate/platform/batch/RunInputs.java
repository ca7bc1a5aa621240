package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a run reads: each input gated and at one snapshot.
 *
 * @param snapshots one per input, in the contract's order
 * @param views rows by the name under which the SQL knows them
 */
record RunInputs(List<InputSnapshot> snapshots, Map<String, Dataset<Row>> views) {
  /**
   * Gates the inputs of a dataset and looks up their snapshots.
   *
   * @param declared what the contract says
   * @throws HeadgateException when one is not ready, or no contract makes it
   */
  static RunInputs open(BatchContext context, List<Input> declared) {
    return open(context, declared, true);
  }

  /** Looks up what a run would read, whether it may or not. */
  static RunInputs ungated(BatchContext context, List<Input> declared) {
    return open(context, declared, false);
  }

  private static RunInputs open(BatchContext context, List<Input> declared, boolean gated) {
    List<InputSnapshot> snapshots = new ArrayList<>();
    Map<String, Dataset<Row>> views = new LinkedHashMap<>();
    for (Input input : declared) {
      Opened opened = new Opening(context, input, gated).open();
      snapshots.add(opened.snapshot());
      views.put(input.view(), opened.rows());
    }
    views.putIfAbsent(BatchDataset.WINDOWS, windows(context));
    return new RunInputs(snapshots, views);
  }

  private static Dataset<Row> windows(BatchContext context) {
    RunWindow window = context.window();
    List<Row> rows =
        window.partitionStarts().stream()
            .map(start -> RowFactory.create(start, window.grain().partitionEnd(start)))
            .toList();
    return context
        .spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("window_start", DataTypes.TimestampType, false)
                .add("window_end", DataTypes.TimestampType, false))
        .coalesce(1);
  }

  /** Makes the views in the session; those of other inputs of the same names are gone. */
  void createViews() {
    views.forEach((name, rows) -> rows.createOrReplaceTempView(name));
  }

  boolean fitsOneTask() {
    return snapshots.stream().mapToLong(InputSnapshot::bytes).sum() <= InputSnapshot.ONE_TASK;
  }

  /** Snapshot by dataset. */
  Map<String, Long> keys() {
    return snapshots.stream()
        .collect(Collectors.toMap(InputSnapshot::dataset, InputSnapshot::snapshotId));
  }

  private record Opened(InputSnapshot snapshot, Dataset<Row> rows) {}

  private record Opening(BatchContext context, Input input, boolean gated) {
    Opened open() {
      SparkSession session = context.spark();
      Span span = Span.of(context.window(), input.lookBack());
      String name = input.dataset();
      RegistryClient registry = context.registry();
      InputGate gate = new InputGate(registry);
      if (name.startsWith("reference.")) {
        InputSnapshot whole = InputSnapshot.ofWhole(session, registry, name, span);
        return new Opened(whole, RollupTable.at(session, name, whole.readAt()));
      }
      PipelineContract owner = owner();
      if (name.equals(owner.rawDataset())) {
        if (gated) {
          gate.requireRaw(name, span);
        }
        InputSnapshot raw = InputSnapshot.ofRaw(session, registry, name, span);
        return new Opened(raw, EventsView.of(session, owner, span, raw));
      }
      Grain grain = owner.batchDataset(name).map(BatchDataset::grain).orElseThrow(this::unknown);
      if (context.window().grain() != Grain.DAILY && grain == Grain.DAILY) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot read %s for an hour: it is daily. Make the transform daily, or read an hourly dataset."
                .formatted(name));
      }
      if (gated) {
        gate.requireBatch(name, grain, span);
      }
      InputSnapshot batch = InputSnapshot.ofBatch(session, registry, name, grain, span);
      Dataset<Row> rows =
          RollupTable.at(session, name, batch.readAt())
              .where(col("window_start").geq(lit(span.start())))
              .where(col("window_start").lt(lit(span.end())));
      // With one partition no step of the SQL needs a shuffle.
      return new Opened(batch, batch.fitsOneTask() ? rows.coalesce(1) : rows);
    }

    private PipelineContract owner() {
      PipelineContract own = context.contract();
      if (input.dataset().equals(own.rawDataset())
          || own.batchDataset(input.dataset()).isPresent()) {
        return own;
      }
      return context
          .registry()
          .dataset(input.dataset())
          .flatMap(dataset -> context.registry().pipeline(dataset.pipeline()))
          .map(PipelineVersion::contract)
          .orElseThrow(this::unknown);
    }

    private HeadgateException unknown() {
      return new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read %s: no applied pipeline makes it. Apply the one that does (headgate apply), or correct the input."
              .formatted(input.dataset()));
    }
  }
}
