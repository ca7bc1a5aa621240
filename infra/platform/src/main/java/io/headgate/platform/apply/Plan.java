package io.headgate.platform.apply;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code headgate apply} or {@code headgate retire} will do, in order.
 *
 * @param contract the contract of the pipeline
 * @param steps all that was looked at
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
