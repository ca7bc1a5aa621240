package io.headgate.platform.job;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a job takes a table for itself at a time, as a mixin of its options. */
public final class LeaseOptions {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  @Option(
      names = "--lease",
      paramLabel = "DURATION",
      defaultValue = "PT2M",
      description = "How long others must wait when this job is killed. Default: ${DEFAULT-VALUE}.")
  private Duration lease;

  /**
   * The lease that was asked for.
   *
   * @throws HeadgateException when it is too short to be kept, or too long to wait for
   */
  public Duration lease() {
    if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot take a table with --lease %s: it is not between %s and %s. Correct it."
              .formatted(lease, SHORTEST, LONGEST));
    }
    return lease;
  }
}
