package io.headgate.batch;

import io.headgate.batch.reconcile.Reconcile;
import io.headgate.batch.reconcile.ReconciliationText;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds what a pipeline's streams wrote against what they read, offset by offset. */
@Command(
    name = "reconcile",
    description =
        "Accounts for every offset that raw ingest read: raw, quarantine, filtered, no record,"
            + " accepted gap, or missing or repeated. Compares the closed windows in ClickHouse"
            + " with the same SQL over raw, and the final ones with the rollups in the lake. Prints"
            + " what differs, and records it.",
    footer = {
      "",
      "Without --date, --from and --until it looks at everything. A time chooses the batches that"
          + " were committed in it, and the windows that start in it.",
      "",
      "Exit codes: 0 all is explained; 1 bug; 2 bad arguments or configuration; 3 raw ingest is"
          + " behind an aggregate; 4 something is missing, repeated or different; 5 a component is"
          + " down."
    })
public final class ReconcileJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Nullable
  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "Start of the time, for example 2026-11-12T00:00:00Z.")
  private Instant from;

  @Nullable
  @Option(names = "--until", paramLabel = "INSTANT", description = "End of the time, exclusive.")
  private Instant until;

  @Nullable
  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "The time of one day in UTC, instead of --from and --until.")
  private LocalDate date;

  public static void main(String[] args) {
    JobLauncher.launch(new ReconcileJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    takeDate();
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "reconcile");
    try (ClickHouse clickHouse = ClickHouse.open(settings);
        SparkSession spark = LakeSession.open("reconcile", LakeAccess.of(settings))) {
      Reconciliation result =
          new Reconcile(
                  spark, registry, clickHouse, settings.kafkaBootstrapServers(), Clock.systemUTC())
              .of(recorded.contract(), from, until);
      System.out.print(ReconciliationText.of(result));
      registry.postReconciliation(result);
      return JobResult.of(result.explained() ? ExitCode.DONE : ExitCode.CHECKS_FAILED)
          .with("pipeline", pipeline)
          .with("explained", result.explained())
          .with("ranges", result.findings().size())
          .with("windows", result.windows().size());
    }
  }

  private void takeDate() {
    if (date != null && (from != null || until != null)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot reconcile --date %s with --from or --until: they say the same. Give either."
              .formatted(date));
    }
    if (date != null) {
      from = date.atStartOfDay(ZoneOffset.UTC).toInstant();
      until = date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    if (from != null && until != null && !from.isBefore(until)) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot reconcile from %s until %s: that is no time. Give a later --until."
              .formatted(from, until));
    }
  }
}
