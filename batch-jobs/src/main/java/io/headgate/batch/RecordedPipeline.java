package io.headgate.batch;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;

/** The pipeline that a job was started for. */
final class RecordedPipeline {
  private RecordedPipeline() {}

  /** The newest recorded version. */
  static PipelineVersion of(RegistryClient registry, String name) {
    return registry
        .pipeline(name)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot run pipeline '%s': the registry does not know it. Apply its folder (headgate apply), or correct --pipeline."
                        .formatted(name)));
  }
}
