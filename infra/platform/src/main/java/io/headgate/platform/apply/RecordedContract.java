package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The contract itself, as a version in the registry; last, so that jobs find all it needs. */
final class RecordedContract implements Target {
  private final RegistryClient registry;

  RecordedContract(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    String subject = "contract " + contract.name();
    Optional<PipelineVersion> recorded = registry.pipeline(contract.name());
    boolean same = recorded.map(version -> version.contract().equals(contract)).orElse(false);
    Optional<Instant> retiredAt = recorded.map(PipelineVersion::retiredAt);
    if (same && retiredAt.isEmpty()) {
      return List.of(Step.nothingToDo(subject));
    }
    String change =
        same ? "" : "record as version " + recorded.map(each -> each.version() + 1).orElse(1);
    String again =
        retiredAt
            .map(
                "make it live again (it was retired at %s); its streams go on from their checkpoints"
                    ::formatted)
            .orElse("");
    return List.of(
        Step.change(
            subject,
            change + (same || again.isEmpty() ? "" : "; ") + again,
            () -> registry.applyPipeline(contract)));
  }
}
