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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a run reads: each input gated, at one snapshot, as a view of the session.
 *
 * @param declared what the contract says
 * @param snapshots one per input, in the same order
 */
record RunInputs(List<Input> declared, List<InputSnapshot> snapshots) {
  /**
   * Gates the inputs of a dataset and makes their views.
   *
   * @throws HeadgateException when one is not ready, or no contract makes it
   */
  static RunInputs open(BatchContext context, BatchDataset dataset) {
    List<Input> declared = dataset.inputs(context.contract());
    List<InputSnapshot> snapshots = new ArrayList<>();
    for (Input input : declared) {
      snapshots.add(new Opening(context, input).open());
    }
    windows(context);
    return new RunInputs(declared, snapshots);
  }

  private static void windows(BatchContext context) {
    RunWindow window = context.window();
    List<Row> rows =
        window.partitionStarts().stream()
            .map(start -> RowFactory.create(start, start.plus(1, window.grain().unit())))
            .toList();
    context
        .spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("window_start", DataTypes.TimestampType, false)
                .add("window_end", DataTypes.TimestampType, false))
        .coalesce(1)
        .createOrReplaceTempView(BatchDataset.WINDOWS);
  }

  boolean fitsOneTask() {
    return snapshots.stream().mapToLong(InputSnapshot::bytes).sum() <= InputSnapshot.ONE_TASK;
  }

  /** Snapshot by dataset. */
  Map<String, Long> keys() {
    return snapshots.stream()
        .collect(Collectors.toMap(InputSnapshot::dataset, InputSnapshot::snapshotId));
  }

  private record Opening(BatchContext context, Input input) {
    InputSnapshot open() {
      SparkSession session = context.spark();
      Span span = Span.of(context.window(), input.lookBack());
      String name = input.dataset();
      InputGate gate = new InputGate(context.registry());
      if (name.startsWith("reference.")) {
        InputSnapshot whole = InputSnapshot.ofWhole(session, name, span);
        RunRows.of(session, name, whole.snapshotId()).createOrReplaceTempView(input.view());
        return whole;
      }
      PipelineContract owner = owner();
      if (name.equals(owner.rawDataset())) {
        gate.requireRaw(name, span);
        InputSnapshot raw = InputSnapshot.ofRaw(session, name, span);
        EventsView.create(session, owner, span, raw, input.view());
        return raw;
      }
      Grain grain = owner.batchDataset(name).map(BatchDataset::grain).orElseThrow(this::unknown);
      if (context.window().grain() == Grain.HOURLY && grain == Grain.DAILY) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot read %s for an hour: it is daily. Make the transform daily, or read an hourly dataset."
                .formatted(name));
      }
      gate.requireBatch(name, grain, span);
      InputSnapshot batch = InputSnapshot.ofBatch(session, name, grain, span);
      RunRows.of(session, name, batch.snapshotId())
          .where(col("window_start").geq(lit(span.start())))
          .where(col("window_start").lt(lit(span.end())))
          .createOrReplaceTempView(input.view());
      return batch;
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
