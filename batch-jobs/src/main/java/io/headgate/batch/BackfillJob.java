package io.headgate.batch;

import io.headgate.batch.backfill.DayBackfill;
import io.headgate.batch.backfill.ForecastTable;
import io.headgate.platform.batch.BackfillDays;
import io.headgate.platform.batch.RunForecast;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.job.DayOptions;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes everything again that is made from raw, for some days. */
@Command(
    name = "backfill",
    description =
        "Makes the rollups of all grains, then sessions, funnels and transforms, for some days from"
            + " raw, partition by partition, each in Iceberg and then in ClickHouse at once. What is"
            + " as it should be is left alone, so one that was killed goes on when it is run again."
            + " Raw itself is restored by restore-raw; later days that have read these are made"
            + " again by the corrections.",
    footer = {
      "",
      "Exit codes: 0 published, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 an"
          + " input is not ready or another run is at it; 4 rows failed their checks; 5 a component is down;"
          + " 6 the outcome of a commit is unknown."
    })
public final class BackfillJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  @Mixin private DayOptions days;

  @Option(
      names = "--max-rate",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Raw events that are read per second at most (default: ${DEFAULT-VALUE}).")
  private long maxRate;

  @Option(names = "--dry-run", description = "Only tell what would be made, and why.")
  private boolean dryRun;

  public static void main(String[] args) {
    JobLauncher.launch(new BackfillJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws Exception {
    if (maxRate < 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot backfill with --max-rate %d: nothing would be read. Give 1 or more."
              .formatted(maxRate));
    }
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "backfill");
    List<LocalDate> dates =
        BackfillDays.of(
            registry,
            recorded.contract().rawDataset(),
            recorded.contract().retention().raw(),
            days.first(),
            days.last(),
            Clock.systemUTC().instant());
    try (JobContexts contexts = JobContexts.open("backfill", settings, registry, recorded)) {
      DayBackfill backfill =
          new DayBackfill(recorded.contract(), registry, contexts::of, maxRate, Clock.systemUTC());
      return dryRun ? told(backfill.forecast(dates)) : result(dates, backfill.run(dates));
    }
  }

  private JobResult told(List<RunForecast> forecasts) {
    System.out.print(ForecastTable.of(forecasts));
    return JobResult.done()
        .with("pipeline", pipeline)
        .with("partitions", forecasts.size())
        .with("to_make", forecasts.stream().filter(RunForecast::runs).count());
  }

  private JobResult result(List<LocalDate> dates, List<RunOutcome> outcomes) {
    Map<End, Integer> ends = new TreeMap<>();
    List<String> reasons = new ArrayList<>();
    for (RunOutcome outcome : outcomes) {
      ends.merge(outcome.end(), 1, Integer::sum);
      if (outcome.end() == End.QUARANTINED) {
        outcome.failures().forEach(each -> reasons.add(outcome.dataset() + " " + each));
      }
    }
    JobResult result =
        JobResult.of(ends.containsKey(End.QUARANTINED) ? ExitCode.CHECKS_FAILED : ExitCode.DONE)
            .with("pipeline", pipeline)
            .with("days", dates.size());
    for (Map.Entry<End, Integer> end : ends.entrySet()) {
      result = result.with(end.getKey().name(), end.getValue());
    }
    return reasons.isEmpty() ? result : result.with("reasons", reasons);
  }
}
