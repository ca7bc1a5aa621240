package io.headgate.batch.reconcile;

import static java.util.stream.Collectors.joining;

import io.headgate.batch.reconcile.RawCheck.Checked;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.PublishedMetadata;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.RawPublication;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport.Publication;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Shows readers of catalog {@code published} what a check of raw found to be all there. A check
 * that fails is recorded as a reconciliation, which shuts raw's gate. While it is shut for that,
 * every check looks at everything, and one that explains it all opens the gate again.
 *
 * @param warehouse URI of the lake's warehouse
 */
public record RawPublisher(RawCheck check, RegistryClient registry, String warehouse) {

  /** How it ended. */
  public enum End {
    PUBLISHED,
    /** The state passed, and a person or an incident keeps readers from it for now. */
    HELD,
    /** Another check came first. */
    OVERTAKEN,
    NOTHING_TO_DO,
    /** Readers keep what they have. */
    UNEXPLAINED
  }

  /**
   * What became of it.
   *
   * @param found null when there was nothing to do
   */
  public record Outcome(End end, @Nullable Reconciliation found) {}

  /**
   * Checks what readers do not see yet, and shows it.
   *
   * @throws HeadgateException with CHECKS_FAILED when something else shuts the gate of raw: its
   *     ledger does not add up
   */
  public Outcome run(PipelineContract contract) {
    Dataset raw = registry.dataset(contract.rawDataset()).orElseThrow();
    if (raw.lakeSnapshotId() == null) {
      return new Outcome(End.NOTHING_TO_DO, null);
    }
    List<Reason> faults = registry.gate(raw.name(), null).faults();
    boolean unreconciled = faults.stream().anyMatch(RawPublisher::isUnreconciled);
    requireOpenBut(faults, raw.name());
    Optional<Checked> checked = check.of(contract, raw, unreconciled);
    return checked.isEmpty()
        ? new Outcome(End.NOTHING_TO_DO, null)
        : conclude(raw, checked.get(), unreconciled);
  }

  private static boolean isUnreconciled(Reason reason) {
    return reason.code().equals("NOT_RECONCILED");
  }

  private static void requireOpenBut(List<Reason> faults, String dataset) {
    if (!faults.stream().allMatch(RawPublisher::isUnreconciled)) {
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot publish %s: its gate is shut, and readers keep what they have. %s"
              .formatted(
                  dataset,
                  faults.stream()
                      .map(each -> "%s: %s. %s".formatted(each.code(), each.text(), each.remedy()))
                      .collect(joining(" "))));
    }
  }

  private Outcome conclude(Dataset raw, Checked checked, boolean unreconciled) {
    Reconciliation found = checked.found();
    if (checked.explained() == unreconciled) {
      // The gate says something else now.
      registry.postReconciliation(found);
    }
    if (!checked.explained()) {
      return new Outcome(End.UNEXPLAINED, found);
    }
    if (checked.target().isEmpty()) {
      return new Outcome(End.NOTHING_TO_DO, found);
    }
    Publication publication =
        PublishedMetadata.writeAlone(
            checked.table(), TableIdentifier.parse(raw.name()), checked.target().get(), warehouse);
    boolean first =
        registry.publishRaw(
            new RawPublication(raw.name(), raw.pipeline(), raw.snapshotId(), publication));
    if (!first) {
      return new Outcome(End.OVERTAKEN, found);
    }
    boolean shown =
        registry
            .dataset(raw.name())
            .map(Dataset::snapshotId)
            .filter(id -> id == publication.snapshotId())
            .isPresent();
    return new Outcome(shown ? End.PUBLISHED : End.HELD, found);
  }
}
