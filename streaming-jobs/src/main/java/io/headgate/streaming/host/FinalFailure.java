package io.headgate.streaming.host;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import java.util.Optional;
import java.util.Set;

/**
 * A failure that starting again cannot mend: a mistake in a contract or in the settings, data that
 * a rule stops at, another driver that has taken the query over, records that Kafka has lost.
 *
 * @param failure exit code, and what a person is told
 */
record FinalFailure(Failure failure) {
  private static final Set<ExitCode> FINAL =
      Set.of(ExitCode.BAD_CONFIGURATION, ExitCode.CHECKS_FAILED);

  /** Spark tells the loss of records by an IllegalStateException that names this option. */
  private static final String SPARK_LOSS = "failOnDataLoss";

  /** Empty for a failure that may pass. */
  static Optional<FinalFailure> in(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (FINAL.contains(failure.exitCode())) {
      return Optional.of(new FinalFailure(failure));
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalStateException
          && String.valueOf(cause.getMessage()).contains(SPARK_LOSS)) {
        return Optional.of(new FinalFailure(loss(cause)));
      }
    }
    return Optional.empty();
  }

  private static Failure loss(Throwable cause) {
    return new Failure(
        ExitCode.CHECKS_FAILED,
        "Cannot go on reading Kafka: records that were not read are gone (%s). Bring them back, or accept their loss with headgate gaps accept."
            .formatted(cause.getMessage().lines().findFirst().orElse("").replaceAll("\\.$", "")));
  }
}
