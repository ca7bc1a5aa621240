package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import java.util.List;

/** A component that holds a part of a pipeline. */
interface Target {
  /**
   * Compares what is there with what the contract needs; changes nothing.
   *
   * @throws io.headgate.platform.job.HeadgateException with BAD_CONFIGURATION when what is there
   *     cannot become what the contract needs
   */
  List<Step> plan(PipelineContract contract);
}
