package io.headgate.platform.batch;

import io.headgate.platform.registry.CheckResult;
import java.util.List;

/**
 * What the checks of a run have found.
 *
 * @param results one per check, in the order of the checks
 * @param measurements values that the checks looked at
 * @param offences rows that fail a check; one per check that some fail
 */
public record CheckFindings(
    List<CheckResult> results, List<Measurement> measurements, List<Offence> offences) {
  public CheckFindings {
    results = List.copyOf(results);
    measurements = List.copyOf(measurements);
    offences = List.copyOf(offences);
  }
}
