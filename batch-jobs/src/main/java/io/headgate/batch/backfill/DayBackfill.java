package io.headgate.batch.backfill;

import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.Pace;
import io.headgate.platform.batch.RunForecast;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes days again, one partition after the other, the finest grain first. Each partition is a run
 * of its own with the key that its scheduled run has, so the two do nothing twice.
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
    Map<String, NavigableSet<Instant>> made = new HashMap<>();
    for (RunWindow window : windows(days)) {
      for (Rollup rollup : contract.rollups(window.grain())) {
        RunForecast forecast = forecast(window, rollup, made);
        forecasts.add(forecast);
        if (forecast.runs()) {
          made.computeIfAbsent(rollup.name(), name -> new TreeSet<>()).add(window.start());
        }
      }
    }
    return forecasts;
  }

  /**
   * Of one rollup and window.
   *
   * @param made starts of the windows before that would be made, by rollup
   */
  private RunForecast forecast(
      RunWindow window, Rollup rollup, Map<String, NavigableSet<Instant>> made) {
    String below = rollup.from();
    if (below != null
        && !made.getOrDefault(below, new TreeSet<>())
            .subSet(window.start(), window.end())
            .isEmpty()) {
      return new RunForecast(
          rollup.dataset(),
          window.toString(),
          true,
          "rollup.%s is made again before it".formatted(below));
    }
    return new BatchRun(contexts.apply(window)).forecast(List.of(rollup)).get(0);
  }

  /**
   * Makes every partition that is not as it should be, also when one before it failed its checks.
   *
   * @throws io.headgate.platform.job.HeadgateException as the protocol does; what was made before
   *     stands, and a repeat goes on behind it
   */
  public List<RunOutcome> run(List<LocalDate> days) throws InterruptedException {
    List<RunWindow> windows = windows(days);
    Map<String, Long> events =
        registry.partitions(contract.rawDataset()).stream()
            .filter(partition -> partition.rowCount() != null)
            .collect(Collectors.toMap(Partition::partitionKey, Partition::rowCount));
    // A run reads the whole day, of which it takes its window.
    long all = windows.stream().mapToLong(window -> eventsRead(window, events)).sum();
    Pace pace = new Pace(maxRate, clock, all);
    List<RunOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      RunWindow window = windows.get(i);
      List<RunOutcome> made =
          new BatchRun(contexts.apply(window)).remake(contract.rollups(window.grain()));
      outcomes.addAll(made);
      LOG.info(
          "backfilled window={} grain={} window_number={} windows={} {}",
          window,
          window.grain(),
          i + 1,
          windows.size(),
          pace.done(eventsRead(window, events)));
      if (made.stream().anyMatch(outcome -> outcome.end() != RunOutcome.End.NOTHING_TO_DO)) {
        pace.pause();
      }
    }
    return outcomes;
  }

  private List<RunWindow> windows(List<LocalDate> days) {
    List<RunWindow> windows = new ArrayList<>();
    for (LocalDate day : days) {
      Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      for (Grain grain : Grain.values()) {
        if (!contract.rollups(grain).isEmpty()) {
          for (Instant each : new RunWindow(grain, start, end).partitionStarts()) {
            windows.add(new RunWindow(grain, each, grain.partitionEnd(each)));
          }
        }
      }
    }
    return windows;
  }

  /** What is made of a finer rollup reads none. */
  private long eventsRead(RunWindow window, Map<String, Long> events) {
    if (contract.rollups(window.grain()).stream().allMatch(rollup -> rollup.from() != null)) {
      return 0;
    }
    return window.dates().stream()
        .mapToLong(date -> events.getOrDefault("event_date=" + date, 0L))
        .sum();
  }
}
