package io.headgate.batch.backfill;

import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.Pace;
import io.headgate.platform.batch.RunForecast;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.PartFailures;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes days again, one partition after the other, each after what it is made of. Each partition is
 * a run of its own with the key that its scheduled run has, so the two do nothing twice. Later days
 * that have read these are dirty then, which is for the corrections.
 */
public final class DayBackfill {
  private static final Logger LOG = LoggerFactory.getLogger(DayBackfill.class);

  private final PipelineContract contract;
  private final RegistryClient registry;
  private final Function<RunWindow, BatchContext> contexts;
  private final long maxRate;
  private final Clock clock;

  /**
   * A backfill.
   *
   * @param contexts what the run of a window needs
   * @param maxRate raw events read per second at most
   */
  public DayBackfill(
      PipelineContract contract,
      RegistryClient registry,
      Function<RunWindow, BatchContext> contexts,
      long maxRate,
      Clock clock) {
    this.contract = contract;
    this.registry = registry;
    this.contexts = contexts;
    this.maxRate = maxRate;
    this.clock = clock;
  }

  /** What {@link #run} would do. */
  public List<RunForecast> forecast(List<LocalDate> days) {
    List<RunForecast> forecasts = new ArrayList<>();
    Map<String, List<RunWindow>> made = new HashMap<>();
    for (BackfillStep step : BackfillStep.of(contract, days)) {
      for (BatchDataset dataset : step.datasets()) {
        RunForecast forecast = forecast(step.window(), dataset, made);
        forecasts.add(forecast);
        if (forecast.runs()) {
          made.computeIfAbsent(dataset.dataset(), name -> new ArrayList<>()).add(step.window());
        }
      }
    }
    return forecasts;
  }

  /**
   * Of one dataset and window.
   *
   * @param made the windows before that would be made, by dataset
   */
  private RunForecast forecast(
      RunWindow window, BatchDataset dataset, Map<String, List<RunWindow>> made) {
    for (Input input : dataset.inputs(contract)) {
      Instant from = window.start().minus(input.lookBack());
      if (made.getOrDefault(input.dataset(), List.of()).stream()
          .anyMatch(each -> each.start().isBefore(window.end()) && each.end().isAfter(from))) {
        return new RunForecast(
            dataset.dataset(),
            window.toString(),
            true,
            "%s is made again before it".formatted(input.dataset()));
      }
    }
    try {
      return new BatchRun(contexts.apply(window)).forecast(List.of(dataset)).get(0);
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.NOT_READY) {
        throw e;
      }
      return new RunForecast(dataset.dataset(), window.toString(), false, e.getMessage());
    }
  }

  /**
   * Makes every partition that is not as it should be, also when one before it failed, failed its
   * checks or has to wait for an input.
   *
   * @throws HeadgateException with NOT_READY when some have to wait and none failed its checks, and
   *     else as the protocol does; what was made stands, and a repeat goes on behind it
   * @see PartFailures
   */
  public List<RunOutcome> run(List<LocalDate> days) throws InterruptedException {
    List<BackfillStep> steps = BackfillStep.of(contract, days);
    Map<String, Long> events =
        registry.partitions(contract.rawDataset()).stream()
            .filter(partition -> partition.rowCount() != null)
            .collect(Collectors.toMap(Partition::partitionKey, Partition::rowCount));
    long all = steps.stream().mapToLong(step -> step.eventsRead(contract, events)).sum();
    Pace pace = new Pace(maxRate, clock, all);
    List<RunOutcome> outcomes = new ArrayList<>();
    PartFailures failures = new PartFailures();
    for (int i = 0; i < steps.size(); i++) {
      BackfillStep step = steps.get(i);
      List<RunOutcome> made =
          failures
              .attempt(
                  "window=" + step.window(),
                  () -> new BatchRun(contexts.apply(step.window())).remake(step.datasets()))
              .orElse(List.of());
      outcomes.addAll(made);
      boolean worked =
          made.stream().anyMatch(outcome -> outcome.end() != RunOutcome.End.NOTHING_TO_DO);
      long read = step.eventsRead(contract, events);
      LOG.info(
          "backfilled window={} datasets={} step={} steps={} {}",
          step.window(),
          step.datasets().stream().map(BatchDataset::dataset).toList(),
          i + 1,
          steps.size(),
          worked ? pace.done(read) : pace.skipped(read));
      if (worked) {
        pace.pause();
      }
    }
    // What waits for a partition that failed its checks is not helped by a repeat.
    if (!failures.onlyWaits()
        || outcomes.stream().noneMatch(each -> each.end() == RunOutcome.End.QUARANTINED)) {
      failures.throwIfAny();
    }
    return outcomes;
  }
}
