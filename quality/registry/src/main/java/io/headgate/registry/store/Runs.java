package io.headgate.registry.store;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.gate.PartitionLife;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.gate.QualityScore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Batch runs, and what they decide: states, scores, the published pointer and the ledger. */
public final class Runs {
  private final Jdbi jdbi;
  private final Clock clock;

  public Runs(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Optional<RecordedRun> find(String runKey) {
    return jdbi.withHandle(handle -> new RunRows(handle).find(runKey));
  }

  /** Records a run in one transaction; false when it was recorded before. */
  public boolean record(RunReport report) {
    refuseContradictions(report);
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          new PipelineRows(handle).lock(report.pipeline());
          requireBatch(new DatasetRows(handle).require(report.dataset(), report.pipeline()));
          if (new RunRows(handle).find(report.runKey()).isPresent()) {
            return false;
          }
          double needed = contract(handle, report).minimumScore();
          QualityScore score = QualityScore.of(report.checks(), needed);
          if (report.state() == PartitionState.PUBLISHED
              && score.value() != null
              && !score.reaches(needed)
              && !accepted(handle, report)) {
            throw Problem.unprocessable(
                "Run '%s' says PUBLISHED, but its checks do not reach the contract's score: %s. Accept its partitions first, or report it QUARANTINED."
                    .formatted(report.runKey(), score.arithmetic()));
          }
          new RunRows(handle).insert(report, score, now);
          moveCatalog(handle, report, now);
          movePartitions(handle, report, now);
          recordCommit(handle, report, now)
              .ifPresent(ledgerId -> markWhatReadsIt(handle, report, ledgerId, now));
          return true;
        });
  }

  /**
   * Whether operators let readers have all of it. The run's own time counts, so that what it has
   * published stays so when an acceptance ends before its report is there.
   */
  private static boolean accepted(Handle handle, RunReport report) {
    return !report.partitionRows().isEmpty()
        && report.partitionRows().keySet().stream()
            .allMatch(
                key ->
                    Acceptances.inForce(handle, report.dataset(), key, report.startedAt())
                        .isPresent());
  }

  /** Quarantine holds personal data as it was sent, so nothing may ever move its pointer. */
  private static void requireBatch(DatasetRow dataset) {
    if (!dataset.kind().isBatch()) {
      throw Problem.unprocessable(
          "Dataset '%s' is no batch dataset, and a run publishes nothing else."
              .formatted(dataset.name()));
    }
  }

  private static RecordedPipeline contract(Handle handle, RunReport report) {
    return new PipelineRows(handle)
        .version(report.pipeline(), report.contractVersion())
        .orElseThrow(
            () ->
                Problem.notFound(
                    "Pipeline '%s' has no version %d."
                        .formatted(report.pipeline(), report.contractVersion())));
  }

  private static void refuseContradictions(RunReport report) {
    boolean published = report.state() == PartitionState.PUBLISHED;
    if (!published && report.state() != PartitionState.QUARANTINED) {
      throw Problem.unprocessable(
          "A run ends PUBLISHED or QUARANTINED, and not " + report.state() + ".");
    }
    if (!published && report.publication() != null) {
      throw Problem.unprocessable("A quarantined run publishes nothing: leave out 'publication'.");
    }
    boolean hasRows = report.partitionRows().values().stream().anyMatch(rows -> rows > 0);
    if (published && hasRows && report.publication() == null) {
      throw Problem.unprocessable(
          "A published run with rows must say where they are published: send 'publication'.");
    }
  }

  private static void moveCatalog(Handle handle, RunReport report, Instant now) {
    if (report.publication() != null) {
      new PublishedPointer(handle).passed(report.dataset(), report.publication(), now);
    }
  }

  /**
   * Adds the run's commit to the ledger. A run that found that what was published before still
   * stands has committed nothing.
   *
   * @return empty when it committed nothing
   */
  private static Optional<Long> recordCommit(Handle handle, RunReport report, Instant now) {
    LedgerRows ledger = new LedgerRows(handle, now);
    return report.publication() != null
            && ledger.knows(report.dataset(), report.publication().snapshotId())
        ? Optional.empty()
        : ledger.insert(ledgerRow(report));
  }

  private static void movePartitions(Handle handle, RunReport report, Instant now) {
    PartitionRows partitions = new PartitionRows(handle, now);
    String who = "run " + report.runKey();
    for (Map.Entry<String, Long> entry : new TreeMap<>(report.partitionRows()).entrySet()) {
      String key = entry.getKey();
      partitions.create(report.dataset(), key, PartitionState.EXPECTED, who, "a run reports it");
      PartitionState state = partitions.lock(report.dataset(), key).orElseThrow().state();
      for (PartitionState next : PartitionLife.run(state, report.state())) {
        partitions.move(report.dataset(), key, state, next, who, reason(report, next));
        state = next;
      }
      if (report.state() == PartitionState.PUBLISHED) {
        new IncidentRows(handle, now)
            .close(Incident.RUN_FAILED, report.pipeline(), report.dataset() + " " + key);
      }
      partitions.decide(
          report.dataset(), key, entry.getValue(), report.runKey(), publishedAt(report, now));
      PartitionWindow.parse(key)
          .ifPresent(window -> markWhatTheRunMissed(handle, report, window, now));
    }
  }

  private static String reason(RunReport report, PartitionState step) {
    String failed =
        report.checks().stream()
            .filter(check -> check.outcome() == Outcome.FAILED)
            .map(CheckResult::name)
            .collect(joining(", "));
    return switch (step) {
      case WRITTEN -> "staged";
      case CHECKED ->
          failed.isEmpty() ? "its checks passed" : "its score suffices or is accepted: " + failed;
      case PUBLISHED -> "published";
      default -> "failed: " + failed;
    };
  }

  /** The run's own time counts: its report may wait for a registry that is away. */
  @Nullable
  private static Instant publishedAt(RunReport report, Instant now) {
    if (report.state() != PartitionState.PUBLISHED) {
      return null;
    }
    return report.endedAt().isBefore(now) ? report.endedAt() : now;
  }

  /** What is made from the published partitions has newer input. */
  private static void markWhatReadsIt(Handle handle, RunReport report, long ledgerId, Instant now) {
    if (report.state() != PartitionState.PUBLISHED) {
      return;
    }
    NewerInput newerInput = new NewerInput(handle, now);
    for (String key : new TreeSet<>(report.partitionRows().keySet())) {
      PartitionWindow.parse(key)
          .filter(window -> newerInput.isChange(ledgerId, key))
          .ifPresent(
              window ->
                  newerInput.arrived(
                      report.dataset(), ledgerId, window, report.dataset() + " is published anew"));
    }
  }

  /** Rows that came while the run was under way are newer input at once. */
  private static void markWhatTheRunMissed(
      Handle handle, RunReport report, PartitionWindow window, Instant now) {
    NewerInput newerInput = new NewerInput(handle, now);
    for (Map.Entry<String, Long> input : report.inputs().entrySet()) {
      newerInput
          .missedBy(report.dataset(), input.getKey(), input.getValue(), report.startedAt(), window)
          .ifPresent(
              ledgerId ->
                  newerInput.arrived(input.getKey(), ledgerId, window, "came during the run"));
    }
  }

  private static LedgerRow ledgerRow(RunReport report) {
    long rows = report.partitionRows().values().stream().mapToLong(Long::longValue).sum();
    boolean published = report.state() == PartitionState.PUBLISHED;
    return new LedgerRow(
        BatchDataset.job(report.dataset()),
        report.runKey(),
        0,
        report.dataset(),
        report.pipeline(),
        report.contractVersion(),
        List.of(),
        rows,
        published ? rows : 0,
        published ? 0 : rows,
        report.partitionRows(),
        report.publication() == null ? null : report.publication().snapshotId(),
        null,
        null,
        report.startedAt(),
        report.endedAt());
  }
}
