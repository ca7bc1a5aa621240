package io.headgate.compaction;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Rewrites the files of a dataset's closed partitions; its rows stay as they are. */
@Command(
    name = "compact-files",
    description =
        "Rewrites the data files of a dataset's partitions, where that is worth it. The rows stay"
            + " as they are, so no rollup runs again. Partitions that are open, that changed"
            + " lately, or that a run is about to publish are left alone. A table of files and"
            + " bytes before and after goes to standard error, the same as one line of JSON to"
            + " standard output.",
    footer = {
      "",
      "Exit codes: 0 rewritten, or nothing to do; 1 bug; 2 bad arguments or configuration; 3"
          + " another writer changed a partition meanwhile, the others are done; 5 a component is"
          + " down; 6 the outcome of a commit is unknown."
    })
public final class CompactFilesJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "One of its datasets in the lake, for example raw.flights.")
  private String dataset;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = "bin-pack",
      converter = StrategyConverter.class,
      description =
          "bin-pack makes large files of small ones; z-order also clusters rows by the keys of the"
              + " contract's rollups, so that queries on them skip files. Default:"
              + " ${DEFAULT-VALUE}.")
  private Strategy strategy;

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      defaultValue = "PT1H",
      description =
          "How long a partition must be closed, and its rows unchanged. Default: ${DEFAULT-VALUE}.")
  private Duration olderThan;

  @Option(names = "--dry-run", description = "Tell what would be rewritten, and why.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    JobLauncher.launch(new CompactFilesJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    if (olderThan.isNegative()) {
      throw badArgument("--older-than %s is negative. Give PT0S or more.".formatted(olderThan));
    }
    PipelineContract contract = contract(settings);
    LakeAccess lake = LakeAccess.of(settings);
    try (SparkSession spark = LakeSession.open("compact-files", lake)) {
      Table table = table(spark);
      TableCompaction compaction =
          new TableCompaction(
              spark, dataset, table, layout(contract, table), olderThan, Clock.systemUTC());
      CompactionPlan plan = compaction.plan();
      return result(dryRun ? compaction.dryRun(plan) : compaction.carryOut(plan));
    }
  }

  private PipelineContract contract(Settings settings) {
    PipelineContract contract =
        RegistryClient.ofReader(settings)
            .pipeline(pipeline)
            .map(PipelineVersion::contract)
            .orElseThrow(
                () ->
                    badArgument(
                        "the registry does not know pipeline '%s'. Apply its folder (headgate apply), or correct --pipeline."
                            .formatted(pipeline)));
    List<String> datasets = new ArrayList<>();
    datasets.add(contract.rawDataset());
    datasets.add(contract.quarantineDataset());
    contract.rollups().stream().map(Rollup::dataset).forEach(datasets::add);
    if (!datasets.contains(dataset)) {
      throw badArgument(
          "pipeline %s has no dataset '%s' in the lake. Give --dataset one of %s."
              .formatted(pipeline, dataset, String.join(", ", datasets)));
    }
    return contract;
  }

  private Table table(SparkSession spark) {
    try {
      return Spark3Util.loadIcebergTable(spark, LakeSession.CATALOG + "." + dataset);
    } catch (NoSuchTableException | ParseException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot compact %s: the lake has no such table. Apply the pipeline (headgate apply) first."
              .formatted(dataset),
          e);
    }
  }

  private Layout layout(PipelineContract contract, Table table) {
    if (strategy == Strategy.BIN_PACK) {
      return Layout.binPack();
    }
    Set<String> columns = new HashSet<>();
    table.schema().columns().stream().map(NestedField::name).forEach(columns::add);
    List<String> keys = ClusteringColumns.of(contract, dataset, columns);
    if (keys.isEmpty()) {
      throw badArgument(
          "no rollup of pipeline %s has a key in %s to cluster it by. Use --strategy bin-pack."
              .formatted(pipeline, dataset));
    }
    return Layout.zOrder(keys);
  }

  private JobResult result(CompactionReport report) {
    spec.commandLine().getErr().println(ReportTable.of(report));
    spec.commandLine().getOut().println(Json.write(report));
    JobResult result =
        JobResult.of(report.failures().isEmpty() ? ExitCode.DONE : ExitCode.NOT_READY)
            .with("pipeline", pipeline)
            .with("dataset", dataset)
            .with("layout", report.layout())
            .with("dry_run", dryRun)
            .with("partitions", report.partitions().size())
            .with("files_before", report.filesBefore())
            .with("files_after", report.filesAfter())
            .with("bytes_before", report.bytesBefore())
            .with("bytes_after", report.bytesAfter());
    return report.failures().isEmpty() ? result : result.with("reasons", report.failures());
  }

  private HeadgateException badArgument(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION, "Cannot compact %s: %s".formatted(dataset, reason));
  }

  /** Reads {@code bin-pack} or {@code z-order}. */
  static final class StrategyConverter implements ITypeConverter<Strategy> {
    @Override
    public Strategy convert(String value) {
      try {
        return Strategy.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
