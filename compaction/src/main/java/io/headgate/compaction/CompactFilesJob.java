package io.headgate.compaction;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.LeaseOptions;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.TableLease;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.annotation.Nullable;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
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
          + " another writer changed a partition meanwhile, the others are done, or another job"
          + " maintains the table; 5 a component is down; 6 the outcome of a commit is unknown."
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
          "bin-pack makes large files of small ones; z-order and sort also arrange rows by the keys"
              + " of the contract's rollups, so that queries on them skip files; measured takes"
              + " whichever of the two skips more for the recorded queries. Default:"
              + " ${DEFAULT-VALUE}.")
  private Strategy strategy;

  @Option(
      names = "--queries",
      paramLabel = "URI",
      description =
          "Recorded queries, a line of JSON each: {\"dataset\": …, \"filter\": …, \"times\": …}."
              + " The report says how many files they skip before and after.")
  @Nullable
  private String queries;

  @Mixin private LeaseOptions leases;

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
    Duration lease = leases.lease();
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineTables tables = PipelineTables.of(registry, pipeline);
    PipelineTables.require(pipeline, tables.datasets(), dataset);
    if (dryRun && strategy == Strategy.MEASURED) {
      throw badArgument("a trial writes, and a dry run may not. Leave --dry-run out.");
    }
    LakeAccess lake = LakeAccess.of(settings);
    try (SparkSession spark = LakeSession.open("compact-files", lake)) {
      if (dryRun) {
        TableCompaction compaction = compaction(spark, tables.contract(), () -> {});
        return result(compaction.dryRun(compaction.plan()));
      }
      try (TableLease held = TableLease.acquire(registry, dataset, "compact-files", lease)) {
        Instant startedAt = Instant.now();
        TableCompaction compaction = compaction(spark, tables.contract(), held::requireHeld);
        CompactionReport report = compaction.carryOut(compaction.plan());
        new MaintenanceNotes(registry).tell(report.told(action(), startedAt, Instant.now()));
        return result(report);
      }
    }
  }

  /** As {@code maintain} calls it. */
  private String action() {
    return (strategy == Strategy.BIN_PACK ? UpkeepKind.BIN_PACK : UpkeepKind.CLUSTER).toString();
  }

  private TableCompaction compaction(
      SparkSession spark, PipelineContract contract, Runnable stillMaintainer) {
    Table table = PipelineTables.load(spark, dataset);
    RecordedQueries asked =
        queries == null ? RecordedQueries.NONE : RecordedQueries.read(spark, queries, dataset);
    Layout layout = new LayoutChoice(spark, contract, strategy, asked).of(dataset, table);
    return new TableCompaction(
        spark, dataset, table, layout, olderThan, asked, stillMaintainer, Clock.systemUTC());
  }

  private JobResult result(CompactionReport report) {
    spec.commandLine().getErr().println(ReportTable.of(report));
    spec.commandLine().getOut().println(Json.write(report));
    JobResult result =
        JobResult.of(report.exitCode())
            .with("pipeline", pipeline)
            .with("dataset", dataset)
            .with("layout", report.layout())
            .with("dry_run", dryRun)
            .with("partitions", report.partitions().size())
            .with("files_before", report.filesBefore())
            .with("files_after", report.filesAfter())
            .with("bytes_before", report.bytesBefore())
            .with("bytes_after", report.bytesAfter())
            .with("files_skipped_before", report.queriesBefore().filesSkipped())
            .with("files_skipped_after", report.queriesAfter().filesSkipped());
    return report.failures().isEmpty() ? result : result.with("reasons", report.failures());
  }

  private HeadgateException badArgument(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION, "Cannot compact %s: %s".formatted(dataset, reason));
  }

  /** Reads {@code bin-pack} or {@code z-order} or another. */
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
