package io.headgate.batch;

import io.headgate.batch.ledger.RebuildLedger;
import io.headgate.batch.ledger.RebuildLedger.Found;
import io.headgate.batch.ledger.StreamLogs;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes lost ledger rows of a pipeline again. */
@Command(
    name = "rebuild-ledger",
    description =
        "Makes ledger rows that the registry has lost again, from the snapshots of raw, rollups and"
            + " curated tables and from the checkpoints of the streams, as far back as these go."
            + " Rows that exist stay as they are; a row says which of its fields could not be"
            + " known.",
    footer = {
      "",
      "Exit codes: 0 done; 1 bug; 2 bad arguments or configuration; 5 a component is down."
    })
public final class RebuildLedgerJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  public static void main(String[] args) {
    JobLauncher.launch(new RebuildLedgerJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws IOException {
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "rebuild the ledger of");
    try (SparkSession spark = LakeSession.open("rebuild-ledger", LakeAccess.of(settings));
        StreamLogs logs = StreamLogs.of(settings)) {
      List<Found> found = new RebuildLedger(spark, registry, logs.folder()).of(recorded);
      System.out.print(text(found));
      return JobResult.of(ExitCode.DONE)
          .with("pipeline", pipeline)
          .with("found", found.stream().mapToInt(Found::found).sum())
          .with("recorded", found.stream().mapToInt(Found::recorded).sum());
    }
  }

  static String text(List<Found> found) {
    StringBuilder text = new StringBuilder();
    for (Found one : found) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %d found, %d of them new to the registry%s%n",
              one.dataset(),
              one.found(),
              one.recorded(),
              one.oldest() == null ? "" : ", the oldest of " + one.oldest()));
    }
    return text.toString();
  }
}
