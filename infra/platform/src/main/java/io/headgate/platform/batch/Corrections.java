package io.headgate.platform.batch;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.headgate.platform.batch.Correction.End;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the dirty partitions of a pipeline's rollups right, the finest level first, each by a run
 * of its own. Raw is told apart by days only, so of the finer partitions of a day those that got no
 * event are confirmed instead; a level above becomes dirty by what was published below it.
 */
public final class Corrections {
  private final Function<RunWindow, BatchContext> contexts;
  private final Map<String, Optional<RunReport>> runs = new HashMap<>();

  /**
   * @param contexts what a run over a window uses; the same but for the window
   */
  public Corrections(Function<RunWindow, BatchContext> contexts) {
    this.contexts = contexts;
  }

  /**
   * Treats every dirty partition, also when one before it failed or has to wait.
   *
   * @param rollups each after the one that it is made of
   * @throws HeadgateException when a component is down, or a commit's outcome is unknown
   */
  public List<Correction> run(RegistryClient registry, List<Rollup> rollups) {
    List<Correction> corrections = new ArrayList<>();
    for (Rollup rollup : rollups) {
      List<DirtyPartition> dirty = registry.dirtyPartitions(rollup.dataset());
      if (rollup.from() != null) {
        dirty.forEach(partition -> corrections.add(remade(rollup, partition)));
        continue;
      }
      Map<LocalDate, List<DirtyPartition>> byDate =
          dirty.stream()
              .collect(
                  groupingBy(
                      partition -> LocalDate.ofInstant(partition.windowStart(), ZoneOffset.UTC),
                      TreeMap::new,
                      toList()));
      byDate.values().forEach(ofDate -> corrections.addAll(ofDate(rollup, ofDate)));
    }
    return corrections;
  }

  /** Dirty partitions of one day, ascending. */
  private List<Correction> ofDate(Rollup rollup, List<DirtyPartition> dirty) {
    RunWindow window =
        new RunWindow(
            rollup.grain(), dirty.get(0).windowStart(), dirty.get(dirty.size() - 1).windowEnd());
    BatchContext context = contexts.apply(window);
    InputSnapshot raw;
    try {
      String dataset = context.contract().rawDataset();
      Span span = Span.of(window, Duration.ZERO);
      new InputGate(context.registry()).requireRaw(dataset, span);
      raw = InputSnapshot.ofRaw(context.spark(), dataset, span);
    } catch (HeadgateException e) {
      String reason = waits(e);
      return dirty.stream().map(each -> correction(each, End.WAITING, reason)).toList();
    }
    LateEvents late = new LateEvents(context.spark(), context.contract(), window, raw);
    Map<String, Long> inputs = Map.of(raw.dataset(), raw.snapshotId());
    Map<Long, Optional<Set<Instant>>> touched = new HashMap<>();
    List<Correction> corrections = new ArrayList<>();
    for (DirtyPartition partition : dirty) {
      Optional<RunReport> stands =
          standing(context, partition)
              .filter(
                  run ->
                      touched
                          .computeIfAbsent(run.inputs().get(raw.dataset()), late::touched)
                          .filter(starts -> !starts.contains(partition.windowStart()))
                          .isPresent());
      corrections.add(
          stands.isPresent() && confirmed(rollup, partition, stands.get(), inputs)
              ? correction(partition, End.CONFIRMED, "")
              : remade(rollup, partition));
    }
    return corrections;
  }

  /** The run that published the partition, if it is the last one and of the contract of today. */
  private Optional<RunReport> standing(BatchContext context, DirtyPartition partition) {
    if (partition.state() != PartitionState.DIRTY
        || !partition.runKey().equals(partition.publishedRunKey())) {
      return Optional.empty();
    }
    return runs.computeIfAbsent(partition.runKey(), context.registry()::run)
        .filter(run -> run.contractVersion() == context.contractVersion())
        .filter(run -> run.inputs().containsKey(context.contract().rawDataset()));
  }

  private boolean confirmed(
      Rollup rollup, DirtyPartition partition, RunReport run, Map<String, Long> inputs) {
    return new Confirmation(contexts.apply(window(rollup, partition)), rollup).of(run, inputs);
  }

  private Correction remade(Rollup rollup, DirtyPartition partition) {
    BatchContext context = contexts.apply(window(rollup, partition));
    RunOutcome outcome;
    try {
      outcome = new BatchRun(context).run(List.of(rollup)).get(0);
    } catch (HeadgateException e) {
      return correction(partition, End.WAITING, waits(e));
    }
    return switch (outcome.end()) {
      case PUBLISHED, COMPLETED -> correction(partition, End.PUBLISHED, "");
      case QUARANTINED ->
          correction(partition, End.QUARANTINED, String.join("; ", outcome.failures()));
      case NOTHING_TO_DO -> {
        // What made it dirty is in the very snapshot that its run had read.
        RunReport run = context.registry().run(outcome.key().value()).orElseThrow();
        boolean confirmed = new Confirmation(context, rollup).of(run, run.inputs());
        yield correction(
            partition,
            confirmed ? End.CONFIRMED : End.WAITING,
            confirmed ? "" : "what had failed its checks is not accepted any more");
      }
    };
  }

  private static RunWindow window(Rollup rollup, DirtyPartition partition) {
    return new RunWindow(rollup.grain(), partition.windowStart(), partition.windowEnd());
  }

  private static String waits(HeadgateException e) {
    if (e.exitCode() != ExitCode.NOT_READY) {
      throw e;
    }
    return e.getMessage();
  }

  private static Correction correction(DirtyPartition partition, End end, String detail) {
    return new Correction(partition.dataset(), partition.partitionKey(), end, detail);
  }
}
