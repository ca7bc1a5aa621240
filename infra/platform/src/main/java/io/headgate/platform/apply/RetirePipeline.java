package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.nio.file.Path;
import java.util.List;

/** {@code headgate retire}: ends a pipeline and keeps all that it made. */
public final class RetirePipeline {
  private final RegistryClient registry;
  private final SchedulerFile schedulerFile;

  /**
   * @param schedulerFolder where the scheduler looks for pipelines
   */
  public RetirePipeline(RegistryClient registry, Path schedulerFolder) {
    this.registry = registry;
    this.schedulerFile = new SchedulerFile(registry, schedulerFolder);
  }

  /**
   * What must be done; changes nothing.
   *
   * @throws HeadgateException with BAD_CONFIGURATION when the pipeline is not known, or another one
   *     reads its datasets
   */
  public Plan plan(String name, String reason, String who) {
    PipelineVersion known = registry.appliedPipeline(name, "retire");
    PipelineContract contract = known.contract();
    String subject = "pipeline " + name;
    if (known.retiredAt() != null) {
      return new Plan(
          contract,
          List.of(
              Step.nothingToDo(subject, "retired at " + known.retiredAt()),
              schedulerFile.planRemoval(name)));
    }
    PipelineVersion unused = registry.retire(name, reason, who, true);
    return new Plan(
        contract,
        List.of(
            Step.change(
                subject,
                "retire; nothing of it is expected any more, its streams end their batch and stop",
                () -> registry.retire(name, reason, who, false)),
            schedulerFile.planRemoval(name)));
  }

  /** Does what the plan says; a failure leaves the steps before it done. */
  public void carryOut(Plan plan) {
    plan.steps().forEach(Step::carryOut);
  }
}
