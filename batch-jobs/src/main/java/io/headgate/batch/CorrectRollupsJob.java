package io.headgate.batch;

import io.headgate.platform.batch.Correction;
import io.headgate.platform.batch.Correction.End;
import io.headgate.platform.batch.Corrections;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the dirty partitions of a pipeline's rollups and curated tables right. */
@Command(
    name = "correct-rollups",
    description =
        "Makes every published partition anew whose input has newer rows: late events, and what was"
            + " published of what it is made of: rollups, sessions, funnels and transforms. Checks,"
            + " publishes and records each by itself, and keeps each value of a rollup that changes"
            + " in analyst.corrections.",
    footer = {
      "",
      "Exit codes: 0 all are right, or nothing to do; 1 one cannot be made, or a bug; 2 bad"
          + " arguments or configuration; 3 the input of one is not ready; 4 the rows of one failed"
          + " their checks; 5 a component is down; 6 the outcome of a commit is unknown."
    })
public final class CorrectRollupsJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

  public static void main(String[] args) {
    JobLauncher.launch(new CorrectRollupsJob(), args);
  }

  @Override
  public JobResult run(Settings settings) {
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "correct");
    List<BatchDataset> datasets = recorded.contract().batchDatasets();
    // Mostly there is nothing to do, and then Spark is not needed.
    if (datasets.stream()
        .map(BatchDataset::dataset)
        .allMatch(dataset -> registry.dirtyPartitions(dataset).isEmpty())) {
      return result(List.of());
    }
    try (JobContexts contexts = JobContexts.open("correct-rollups", settings, registry, recorded)) {
      return result(new Corrections(contexts::of).run(registry, datasets));
    }
  }

  private JobResult result(List<Correction> corrections) {
    JobResult result = JobResult.of(exitCode(corrections)).with("pipeline", pipeline);
    for (End end : End.values()) {
      result =
          result.with(
              end.name().toLowerCase(Locale.ROOT),
              corrections.stream().filter(each -> each.end() == end).count());
    }
    List<String> reasons =
        corrections.stream()
            .filter(each -> !each.detail().isEmpty())
            .map(each -> each.dataset() + " " + each.partitionKey() + ": " + each.detail())
            .distinct()
            .toList();
    return reasons.isEmpty() ? result : result.with("reasons", reasons);
  }

  /** What cannot be made is worse than rows that fail, and those than rows that wait. */
  private static ExitCode exitCode(List<Correction> corrections) {
    if (corrections.stream().anyMatch(each -> each.end() == End.FAILED)) {
      return ExitCode.BUG;
    }
    if (corrections.stream().anyMatch(each -> each.end() == End.QUARANTINED)) {
      return ExitCode.CHECKS_FAILED;
    }
    return corrections.stream().anyMatch(each -> each.end() == End.WAITING)
        ? ExitCode.NOT_READY
        : ExitCode.DONE;
  }
}
