package io.headgate.platform.apply;

import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Transform;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what transforms read of other pipelines' raw against how long those keep it. */
final class ForeignLookBacks implements Target {
  private final RegistryClient registry;

  ForeignLookBacks(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<String> gone = new ArrayList<>();
    for (Transform transform : contract.transforms()) {
      for (Input input : transform.inputs()) {
        Duration outlasting = transform.grain().outlasting(input.lookBack());
        kept(contract, input)
            .filter(kept -> kept.compareTo(outlasting) <= 0)
            .ifPresent(
                kept ->
                    gone.add(
                        "%s reads %s %s back, of which a day is kept for %s from its end on (retention.raw)"
                            .formatted(
                                transform.dataset(), input.dataset(), input.lookBack(), kept)));
      }
    }
    if (!gone.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot apply pipeline %s: %s. Give a shorter look_back, or have that pipeline keep it longer."
              .formatted(contract.name(), String.join("; ", gone)));
    }
    return List.of();
  }

  /** Empty for ever. What is kept of the pipeline's own raw, its folder was held against. */
  private Optional<Duration> kept(PipelineContract contract, Input input) {
    if (!input.dataset().startsWith("raw.") || input.dataset().equals(contract.rawDataset())) {
      return Optional.empty();
    }
    return registry
        .dataset(input.dataset())
        .flatMap(dataset -> registry.pipeline(dataset.pipeline()))
        .map(PipelineVersion::contract)
        .map(owner -> owner.retention().raw());
  }
}
