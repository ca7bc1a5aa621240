package io.headgate.batch.backfill;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a backfill makes at once: one window, which is one partition, of datasets that read the
 * same.
 *
 * @param window the window
 * @param datasets of its grain
 */
record BackfillStep(RunWindow window, List<? extends BatchDataset> datasets) {
  BackfillStep {
    requireNonNull(window);
    datasets = List.copyOf(datasets);
  }

  /**
   * All of some days, each after what it is made of: day by day the rollups, the finest grain
   * first, then what is curated, as the contract declares it.
   */
  static List<BackfillStep> of(PipelineContract contract, List<LocalDate> days) {
    List<BackfillStep> steps = new ArrayList<>();
    for (LocalDate day : days) {
      for (Grain grain : Grain.values()) {
        steps.addAll(ofDay(day, grain, contract.rollups(grain)));
      }
      for (BatchDataset curated : contract.curated()) {
        steps.addAll(ofDay(day, curated.grain(), List.of(curated)));
      }
    }
    return steps;
  }

  private static List<BackfillStep> ofDay(
      LocalDate day, Grain grain, List<? extends BatchDataset> datasets) {
    if (datasets.isEmpty()) {
      return List.of();
    }
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return new RunWindow(grain, start, end)
        .partitionStarts().stream()
            .map(each -> new RunWindow(grain, each, grain.partitionEnd(each)))
            .map(window -> new BackfillStep(window, datasets))
            .toList();
  }

  /**
   * How many events of raw it reads: whole days, of which it takes its part.
   *
   * @param events rows by partition of raw
   */
  long eventsRead(PipelineContract contract, Map<String, Long> events) {
    return datasets.stream()
        .flatMap(dataset -> dataset.inputs(contract).stream())
        .filter(input -> input.dataset().equals(contract.rawDataset()))
        .map(Input::lookBack)
        .max(Duration::compareTo)
        .map(this::dates)
        .orElse(Stream.empty())
        .collect(Collectors.summingLong(date -> events.getOrDefault("event_date=" + date, 0L)));
  }

  private Stream<LocalDate> dates(Duration lookBack) {
    LocalDate last = LocalDate.ofInstant(window.end().minusNanos(1), ZoneOffset.UTC);
    return LocalDate.ofInstant(window.start().minus(lookBack), ZoneOffset.UTC)
        .datesUntil(last.plusDays(1));
  }
}
