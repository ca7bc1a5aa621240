package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
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
    return List.of(
        same
            ? Step.nothingToDo(subject)
            : Step.change(
                subject,
                "record as version " + recorded.map(version -> version.version() + 1).orElse(1),
                () -> registry.applyPipeline(contract)));
  }
}
