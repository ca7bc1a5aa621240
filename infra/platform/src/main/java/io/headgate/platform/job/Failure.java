package io.headgate.platform.job;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a person is told about a throwable that ended a process.
 *
 * @param exitCode who can mend it
 * @param message one line
 */
public record Failure(ExitCode exitCode, String message) {

  /** Classifies by type, anywhere in the chain of causes: Spark wraps whatever a task throws. */
  public static Failure of(Throwable thrown) {
    Optional<Throwable> told = inChain(thrown, HeadgateException.class::isInstance);
    if (told.isPresent()) {
      var failure = (HeadgateException) told.get();
      return new Failure(failure.exitCode(), failure.getMessage());
    }
    return inChain(thrown, DependencyFailure::means)
        .map(
            down ->
                new Failure(
                    ExitCode.DEPENDENCY_DOWN,
                    "Cannot reach a component: %s (%s). Check that it runs and that its address in the settings is right."
                        .formatted(firstLine(thrown), firstLine(down))))
        .orElseGet(
            () ->
                new Failure(
                    ExitCode.BUG,
                    "Unexpected failure: %s. The log has the stack trace."
                        .formatted(firstLine(thrown))));
  }

  private static Optional<Throwable> inChain(Throwable thrown, Predicate<Throwable> wanted) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (wanted.test(cause)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse("");
  }
}
