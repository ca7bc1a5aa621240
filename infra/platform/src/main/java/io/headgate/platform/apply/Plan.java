package io.headgate.platform.apply;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code headgate apply} will do, in order.
 *
 * @param contract the contract that is applied
 * @param steps everything that the pipeline needs
 */
public record Plan(PipelineContract contract, List<Step> steps) {
  public Plan {
    requireNonNull(contract);
    steps = List.copyOf(steps);
  }

  public boolean hasChanges() {
    return steps.stream().anyMatch(step -> step.change().isPresent());
  }

  /** One line per step: {@code + subject: change} or {@code = subject: nothing to do}. */
  @Override
  public String toString() {
    return steps.stream()
        .map(Step::toString)
        .collect(Collectors.joining("\n", "Pipeline " + contract.name() + "\n", ""));
  }
}
