package io.headgate.batch;

import io.headgate.batch.migrate.ColumnChange;
import io.headgate.batch.migrate.MigrationReport;
import io.headgate.batch.migrate.MigrationStep;
import io.headgate.batch.migrate.SchemaMigration;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.LeaseOptions;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.TableLease;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Duration;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Renames, retypes or drops a column of raw. */
@Command(
    name = "schema-migrate",
    description =
        "Changes a column of raw as the stream cannot: it gets another name or type, or goes. Step"
            + " fill adds the new column beside the old one and fills it, day by day, beside the"
            + " live stream. Step drop takes the old one away, once no recorded contract names it"
            + " any more. Each step may be killed and run again; a second run does nothing.",
    footer = {
      "",
      "--pipeline flights --rename delay_minutes:delay --step fill",
      "--pipeline flights --cast delay_minutes:delay:double --step fill",
      "--pipeline flights --drop delay_minutes --step drop",
      "",
      "Exit codes: 0 done, or nothing to do; 1 bug; 2 bad arguments or configuration, values that"
          + " cannot be cast, or readers of the old column, each named; 3 another job maintains the"
          + " table, or the stream has not taken the new contract yet; 5 a component is down; 6 the"
          + " outcome of a commit is unknown."
    })
public final class SchemaMigrateJob implements Job {

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @ArgGroup(multiplicity = "1")
  private Change change;

  @Option(
      names = "--step",
      required = true,
      paramLabel = "STEP",
      converter = StepConverter.class,
      description = "fill, and once all read the new column, drop.")
  private MigrationStep step;

  @Mixin private LeaseOptions leases;

  @Option(names = "--dry-run", description = "Check, and only tell what would be done.")
  private boolean dryRun;

  /** Exactly one of them. */
  static final class Change {
    @Nullable
    @Option(
        names = "--rename",
        paramLabel = "OLD:NEW",
        description = "The column gets another name.")
    private String rename;

    @Nullable
    @Option(
        names = "--cast",
        paramLabel = "OLD:NEW:TYPE",
        description = "The column gets another name and another type, for example double.")
    private String cast;

    @Nullable
    @Option(
        names = "--drop",
        paramLabel = "COLUMN",
        description = "The column goes, and none takes its place.")
    private String drop;

    ColumnChange column() {
      if (rename != null) {
        return ColumnChange.rename(rename);
      }
      return cast != null ? ColumnChange.cast(cast) : ColumnChange.drop(drop);
    }
  }

  public static void main(String[] args) {
    JobLauncher.launch(new SchemaMigrateJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    ColumnChange column = change.column();
    Duration lease = leases.lease();
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "migrate");
    String raw = recorded.contract().rawDataset();
    try (SparkSession spark = LakeSession.open("schema-migrate", LakeAccess.of(settings))) {
      if (dryRun) {
        return result(
            column, new SchemaMigration(spark, registry, recorded, column, () -> {}).plan(step));
      }
      try (TableLease held = TableLease.acquire(registry, raw, "schema-migrate", lease)) {
        return result(
            column,
            new SchemaMigration(spark, registry, recorded, column, held::requireHeld).run(step));
      }
    }
  }

  private JobResult result(ColumnChange column, MigrationReport report) {
    JobResult result =
        JobResult.done()
            .with("pipeline", pipeline)
            .with("column", column)
            .with("step", step)
            .with("end", report.end())
            .with("partitions", report.partitions())
            .with("rows", report.rows())
            .with("rows_lacking", report.lacking());
    return report.consumers().isEmpty() ? result : result.with("consumers", report.consumers());
  }

  /** Reads {@code fill} or {@code drop}. */
  static final class StepConverter implements ITypeConverter<MigrationStep> {
    @Override
    public MigrationStep convert(String value) {
      try {
        return MigrationStep.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
