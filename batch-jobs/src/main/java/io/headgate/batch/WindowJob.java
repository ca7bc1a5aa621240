package io.headgate.batch;

import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Job;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** A job that takes one window of some datasets of a pipeline through the batch protocol. */
abstract class WindowJob implements Job {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "Pipeline, as applied.")
  private String pipeline;

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

  private final String appName;
  private final String noun;

  /**
   * @param appName the job's name in kebab case
   * @param noun what it makes, for messages
   */
  WindowJob(String appName, String noun) {
    this.appName = appName;
    this.noun = noun;
  }

  /** Width of the windows. */
  abstract Grain grain();

  /** The datasets of that grain that the job could make, in the order in which it makes them. */
  abstract List<? extends BatchDataset> datasets(PipelineContract contract);

  /** The one that was asked for, instead of all; with the option that asks. */
  @Nullable
  abstract String only();

  abstract String onlyOption();

  @Override
  public final JobResult run(Settings settings) {
    RunWindow window = new RunWindow(grain(), windowStart, windowEnd);
    RegistryClient registry = RegistryClient.of(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "run");
    List<? extends BatchDataset> chosen = chosen(recorded);
    try (JobContexts contexts = JobContexts.open(appName, settings, registry, recorded)) {
      return result(window, new BatchRun(contexts.of(window)).run(chosen));
    }
  }

  /** The grain of an option's value, of those that the job's datasets can have. */
  static Grain parsed(String grain, Grain... known) {
    List<String> names = Arrays.stream(known).map(WindowJob::name).toList();
    if (!names.contains(grain)) {
      int last = names.size() - 1;
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run with --grain '%s': it is no grain. Give %s or %s."
              .formatted(grain, String.join(", ", names.subList(0, last)), names.get(last)));
    }
    return known[names.indexOf(grain)];
  }

  private static String name(Grain grain) {
    return grain.name().toLowerCase(Locale.ROOT);
  }

  private List<? extends BatchDataset> chosen(PipelineVersion recorded) {
    List<? extends BatchDataset> all = datasets(recorded.contract());
    List<? extends BatchDataset> chosen =
        all.stream().filter(each -> only() == null || each.name().equals(only())).toList();
    if (chosen.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run %s %s%s of pipeline %s: version %d of its contract has %s. Correct --grain or %s."
              .formatted(
                  name(grain()),
                  noun,
                  only() == null ? "s" : " '" + only() + "'",
                  pipeline,
                  recorded.version(),
                  all.isEmpty()
                      ? "none of that grain"
                      : "only "
                          + all.stream().map(BatchDataset::name).collect(Collectors.joining(", ")),
                  onlyOption()));
    }
    return chosen;
  }

  private JobResult result(RunWindow window, List<RunOutcome> outcomes) {
    boolean quarantined = outcomes.stream().anyMatch(each -> each.end() == End.QUARANTINED);
    JobResult result =
        JobResult.of(quarantined ? ExitCode.CHECKS_FAILED : ExitCode.DONE)
            .with("pipeline", pipeline)
            .with("grain", name(grain()))
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
