package io.headgate.batch;

import io.headgate.batch.reconcile.RawCheck;
import io.headgate.batch.reconcile.RawPublisher;
import io.headgate.batch.reconcile.RawPublisher.End;
import io.headgate.batch.reconcile.RawPublisher.Outcome;
import io.headgate.batch.reconcile.ReconciliationText;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks what raw ingest has committed, and shows it to readers of catalog published. */
@Command(
    name = "publish-raw",
    description =
        "Accounts for every offset that raw ingest has read since the last check. When all is"
            + " explained, readers of catalog published see raw up to there. When it is not, they"
            + " keep what they have, and what is missing or twice is printed and recorded, which"
            + " shuts raw's gate until a later run finds it mended.",
    footer = {
      "",
      "Exit codes: 0 published, held back, or nothing to do; 1 bug; 2 bad arguments or"
          + " configuration; 4 something is missing or repeated, or the ledger of raw does not add"
          + " up; 5 a component is down."
    })
public final class PublishRawJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  public static void main(String[] args) {
    JobLauncher.launch(new PublishRawJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "publish raw of");
    LakeAccess access = LakeAccess.of(settings);
    try (SparkSession spark = LakeSession.open("publish-raw", access)) {
      RawCheck check =
          new RawCheck(spark, registry, settings.kafkaBootstrapServers(), Clock.systemUTC());
      Outcome outcome =
          new RawPublisher(check, registry, access.warehouse()).run(recorded.contract());
      if (outcome.found() != null) {
        System.out.print(ReconciliationText.of(outcome.found()));
      }
      return JobResult.of(outcome.end() == End.UNEXPLAINED ? ExitCode.CHECKS_FAILED : ExitCode.DONE)
          .with("pipeline", pipeline)
          .with("end", outcome.end());
    }
  }
}
