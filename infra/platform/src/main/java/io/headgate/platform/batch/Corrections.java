package io.headgate.platform.batch;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.headgate.platform.batch.Correction.End;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.PartFailures;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the dirty partitions of a pipeline's batch datasets right, each by a run of its own and
 * after what it is made of. Raw is told apart by days only, so of what reads nothing else those
 * partitions are confirmed instead that read none of the new events; what is made of others becomes
 * dirty by what was published of these.
 */
public final class Corrections {
  private static final Logger LOG = LoggerFactory.getLogger(Corrections.class);

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
   * @param datasets each after those that it is made of
   * @throws HeadgateException when a component is down, or a commit's outcome is unknown
   */
  public List<Correction> run(RegistryClient registry, List<? extends BatchDataset> datasets) {
    List<Correction> corrections = new ArrayList<>();
    for (BatchDataset dataset : datasets) {
      List<DirtyPartition> dirty = registry.dirtyPartitions(dataset.dataset());
      if (dirty.isEmpty()) {
        continue;
      }
      PipelineContract contract = contexts.apply(window(dataset, dirty.get(0))).contract();
      if (!readsRawAlone(dataset, contract)) {
        dirty.forEach(partition -> corrections.add(remade(dataset, partition)));
        continue;
      }
      // What looks back reads other days for each of its partitions.
      boolean alone = !dataset.lookBack(contract).isZero();
      Map<Instant, List<DirtyPartition>> together =
          dirty.stream()
              .collect(
                  groupingBy(
                      partition ->
                          alone
                              ? partition.windowStart()
                              : partition.windowStart().truncatedTo(ChronoUnit.DAYS),
                      TreeMap::new,
                      toList()));
      together.values().forEach(each -> corrections.addAll(together(dataset, each)));
    }
    return corrections;
  }

  private static boolean readsRawAlone(BatchDataset dataset, PipelineContract contract) {
    return dataset.inputs(contract).stream()
        .allMatch(input -> input.dataset().equals(contract.rawDataset()));
  }

  /** Dirty partitions of one day, ascending; of what looks back a single one. */
  private List<Correction> together(BatchDataset dataset, List<DirtyPartition> dirty) {
    RunWindow window =
        new RunWindow(
            dataset.grain(), dirty.get(0).windowStart(), dirty.get(dirty.size() - 1).windowEnd());
    BatchContext context = contexts.apply(window);
    Duration lookBack = dataset.lookBack(context.contract());
    Span span = Span.of(window, lookBack);
    InputSnapshot raw;
    try {
      String input = context.contract().rawDataset();
      new InputGate(context.registry()).requireRaw(input, span);
      raw = InputSnapshot.ofRaw(context.spark(), context.registry(), input, span);
    } catch (NoLongerKeptException e) {
      return dirty.stream().map(each -> left(dataset, each, e)).toList();
    } catch (HeadgateException e) {
      String reason = waits(e);
      return dirty.stream().map(each -> correction(each, End.WAITING, reason)).toList();
    }
    LateEvents late = new LateEvents(context, span, raw);
    Map<String, Long> inputs = Map.of(raw.dataset(), raw.snapshotId());
    Map<Long, Optional<Set<Instant>>> touched = new HashMap<>();
    List<Correction> corrections = new ArrayList<>();
    for (DirtyPartition partition : dirty) {
      Optional<RunReport> stands =
          standing(context, dataset, partition)
              .filter(
                  run ->
                      touched
                          .computeIfAbsent(run.inputs().get(raw.dataset()), late::touched)
                          .filter(
                              starts ->
                                  lookBack.isZero()
                                      ? !starts.contains(partition.windowStart())
                                      : starts.isEmpty())
                          .isPresent());
      corrections.add(
          stands.isPresent() && confirmed(dataset, partition, stands.get(), inputs)
              ? correction(partition, End.CONFIRMED, "")
              : remade(dataset, partition));
    }
    return corrections;
  }

  /**
   * The run that published the partition, if it is the last one and made as the contract of today
   * says.
   */
  private Optional<RunReport> standing(
      BatchContext context, BatchDataset dataset, DirtyPartition partition) {
    if (partition.state() != PartitionState.DIRTY
        || !partition.runKey().equals(partition.publishedRunKey())) {
      return Optional.empty();
    }
    return runs.computeIfAbsent(partition.runKey(), context.registry()::run)
        .filter(run -> Recipe.isThatOf(context, dataset, run.contractVersion()))
        .filter(run -> run.inputs().containsKey(context.contract().rawDataset()));
  }

  private boolean confirmed(
      BatchDataset dataset, DirtyPartition partition, RunReport run, Map<String, Long> inputs) {
    return new Confirmation(contexts.apply(window(dataset, partition)), dataset).of(run, inputs);
  }

  private Correction remade(BatchDataset dataset, DirtyPartition partition) {
    BatchContext context = contexts.apply(window(dataset, partition));
    RunOutcome outcome;
    try {
      outcome = new BatchRun(context).run(List.of(dataset)).get(0);
    } catch (NoLongerKeptException e) {
      return left(dataset, partition, e);
    } catch (Exception e) { // Spark throws checked ones that it does not declare
      Failure failure = Failure.of(e);
      if (PartFailures.endsAll(failure.exitCode())) {
        throw e;
      }
      // It holds up neither the others nor what is above them.
      return correction(
          partition,
          failure.exitCode() == ExitCode.NOT_READY ? End.WAITING : End.FAILED,
          failure.message());
    }
    return switch (outcome.end()) {
      case PUBLISHED, COMPLETED -> correction(partition, End.PUBLISHED, "");
      case QUARANTINED ->
          correction(partition, End.QUARANTINED, String.join("; ", outcome.failures()));
      case NOTHING_TO_DO -> {
        // What made it dirty is in the very snapshot that its run had read.
        RunReport run = context.registry().run(outcome.key().value()).orElseThrow();
        boolean confirmed = new Confirmation(context, dataset).of(run, run.inputs());
        yield correction(
            partition,
            confirmed ? End.CONFIRMED : End.WAITING,
            confirmed ? "" : "what had failed its checks is not accepted any more");
      }
    };
  }

  /**
   * Leaves what is published. The registry is told that it stands for the newest input too, or
   * every correction to come would try it again.
   */
  private Correction left(
      BatchDataset dataset, DirtyPartition partition, NoLongerKeptException reason) {
    BatchContext context = contexts.apply(window(dataset, partition));
    if (partition.state() == PartitionState.DIRTY && partition.publishedRunKey() != null) {
      RunReport run = context.registry().run(partition.publishedRunKey()).orElseThrow();
      Map<String, Long> inputs = new HashMap<>(run.inputs());
      inputs.put(reason.dataset(), reason.snapshotId());
      // When it is refused it stays dirty, and readers see what they saw.
      boolean told = new Confirmation(context, dataset).of(run, inputs);
      LOG.warn(
          "not corrected dataset={} partition={} told={} reason=\"{}\"",
          partition.dataset(),
          partition.partitionKey(),
          told,
          reason.getMessage());
    }
    return correction(partition, End.NO_LONGER_KEPT, reason.getMessage());
  }

  private static RunWindow window(BatchDataset dataset, DirtyPartition partition) {
    return new RunWindow(dataset.grain(), partition.windowStart(), partition.windowEnd());
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
