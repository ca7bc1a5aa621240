package io.headgate.batch;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;

/** The pipeline that a job was started for. */
final class RecordedPipeline {
  private RecordedPipeline() {}

  /**
   * The newest recorded version.
   *
   * @param purpose what cannot be done without it, for example {@code run}
   */
  static PipelineVersion of(RegistryClient registry, String name, String purpose) {
    return registry
        .pipeline(name)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot %s pipeline '%s': the registry does not know it. Apply its folder (headgate apply), or correct --pipeline."
                        .formatted(purpose, name)));
  }
}
