package io.headgate.batch;

import io.headgate.checks.DeequChecks;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Rollup;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes one window of a pipeline's rollups final. */
@Command(
    name = "rollup",
    description =
        "Computes the rollups of one grain for one window from deduplicated raw events, checks"
            + " them, publishes them in Iceberg and ClickHouse, and records the run.",
    footer = {
      "",
      "Exit codes: 0 published, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 an"
          + " input is not ready or another run is at it; 4 the rows failed their checks; 5 a"
          + " component is down; 6 the outcome of a commit is unknown."
    })
public final class RollupJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Option(
      names = "--grain",
      required = true,
      paramLabel = "GRAIN",
      description = "Width of the rollups' windows: hourly or daily.")
  private String grain;

  @Option(
      names = "--window-start",
      required = true,
      paramLabel = "INSTANT",
      description = "Start of the window, for example 2026-11-12T00:00:00Z.")
  private Instant windowStart;

  @Option(
      names = "--window-end",
      required = true,
      paramLabel = "INSTANT",
      description = "End of the window, exclusive.")
  private Instant windowEnd;

  @Nullable
  @Option(
      names = "--rollup",
      paramLabel = "NAME",
      description = "Only this rollup, instead of all of the grain.")
  private String rollup;

  public static void main(String[] args) {
    JobLauncher.launch(new RollupJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    RunWindow window = new RunWindow(parsed(grain), windowStart, windowEnd);
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = RecordedPipeline.of(registry, pipeline, "run");
    List<Rollup> rollups = chosen(recorded, window.grain());
    LakeAccess lake = LakeAccess.of(settings);
    try (ServingStore serving =
            new ServingStore(
                settings.clickhouseUrl(),
                settings.clickhouseUser(),
                settings.clickhousePassword());
        SparkSession spark = LakeSession.open("rollup", lake)) {
      BatchContext context =
          new BatchContext(
              spark,
              lake.warehouse(),
              recorded.contract(),
              recorded.version(),
              window,
              registry,
              serving,
              new DeequChecks(),
              Clock.systemUTC());
      return result(window, new BatchRun(context).run(rollups));
    }
  }

  private static Grain parsed(String grain) {
    for (Grain known : Grain.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(grain)) {
        return known;
      }
    }
    throw new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot run with --grain '%s': it is no grain. Give hourly or daily.".formatted(grain));
  }

  private List<Rollup> chosen(PipelineVersion recorded, Grain of) {
    List<Rollup> all = recorded.contract().rollups(of);
    List<Rollup> chosen =
        all.stream().filter(each -> rollup == null || each.name().equals(rollup)).toList();
    if (chosen.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run %s rollup%s of pipeline %s: version %d of its contract has %s. Correct --grain or --rollup."
              .formatted(
                  grain,
                  rollup == null ? "s" : " '" + rollup + "'",
                  pipeline,
                  recorded.version(),
                  all.isEmpty()
                      ? "none of that grain"
                      : "only "
                          + all.stream().map(Rollup::name).collect(Collectors.joining(", "))));
    }
    return chosen;
  }

  private JobResult result(RunWindow window, List<RunOutcome> outcomes) {
    boolean quarantined = outcomes.stream().anyMatch(each -> each.end() == End.QUARANTINED);
    JobResult result =
        JobResult.of(quarantined ? ExitCode.CHECKS_FAILED : ExitCode.DONE)
            .with("pipeline", pipeline)
            .with("grain", grain)
            .with("window", window);
    for (RunOutcome outcome : outcomes) {
      result =
          result
              .with(outcome.dataset(), outcome.end())
              .with(outcome.dataset() + ".rows", outcome.rows());
      if (outcome.end() == End.QUARANTINED) {
        result = result.with(outcome.dataset() + ".reasons", outcome.failures());
      }
    }
    return result;
  }
}
