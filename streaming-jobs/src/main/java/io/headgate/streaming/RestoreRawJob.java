package io.headgate.streaming;

import io.headgate.platform.job.DayOptions;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.streaming.raw.RawRestore;
import io.headgate.streaming.raw.RestoreReport;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings back from Kafka what raw and quarantine have lost of some days. */
@Command(
    name = "restore-raw",
    description =
        "Reads again from Kafka what raw and quarantine lack of some days, by the ledger and offset"
            + " by offset: nothing is written twice, and the live stream goes on beside it. One"
            + " that was killed goes on when it is run again.",
    footer = {
      "",
      "Exit codes: 0 restored, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 another"
          + " run restores the same day; 4 Kafka does not have all that is lacking; 5 a component"
          + " is down; 6 the outcome of a commit is unknown."
    })
public final class RestoreRawJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Mixin private DayOptions days;

  @Option(
      names = "--max-rate",
      defaultValue = "50000",
      paramLabel = "N",
      description = "Offsets that are read per second at most (default: ${DEFAULT-VALUE}).")
  private long maxRate;

  @Option(names = "--dry-run", description = "Only tell what is lacking.")
  private boolean dryRun;

  public static void main(String[] args) {
    JobLauncher.launch(new RestoreRawJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws Exception {
    List<LocalDate> dates = dates();
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "restore raw of");
    try (SparkSession session = LakeSession.open("restore-raw", LakeAccess.of(settings))) {
      StreamContext context =
          new StreamContext(
              session, settings, recorded, Faults.in(System.getenv()), Clock.systemUTC());
      RawRestore restore = new RawRestore(context, registry, maxRate);
      long restored = 0;
      long rejected = 0;
      long lacking = 0;
      for (LocalDate day : dates) {
        RestoreReport report = dryRun ? restore.look(day) : restore.restore(day);
        System.out.println(report.text());
        restored += report.restored();
        rejected += report.restoredRejected();
        lacking += report.lacking();
      }
      return JobResult.done()
          .with("pipeline", pipeline)
          .with("days", dates.size())
          .with("restored", restored)
          .with("restored_rejected", rejected)
          .with("lacking", lacking);
    }
  }

  private List<LocalDate> dates() {
    if (days.last().isBefore(days.first())) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot restore from %s to %s: the first day is after the last. Exchange them."
              .formatted(days.first(), days.last()));
    }
    if (maxRate < 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot restore with --max-rate %d: nothing would be read. Give 1 or more."
              .formatted(maxRate));
    }
    return days.first().datesUntil(days.last().plusDays(1)).toList();
  }
}
