package io.headgate.platform.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What failed of a job's parts, of which each is tried though others have failed. A component that
 * is down would fail them all, and after a commit whose outcome is unknown nothing else may be
 * done, so these two end the job at once.
 */
public final class PartFailures {
  private static final Logger LOG = LoggerFactory.getLogger(PartFailures.class);

  private final List<Exception> thrown = new ArrayList<>();

  /** Whether no other part can do better after this. */
  public static boolean endsAll(ExitCode code) {
    return code == ExitCode.DEPENDENCY_DOWN || code == ExitCode.OUTCOME_UNKNOWN;
  }

  /**
   * Tries a part.
   *
   * @param what it makes, for people
   * @return what it made, or empty when it failed
   */
  public <T> Optional<T> attempt(String what, Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (Exception e) { // Spark throws checked ones that it does not declare
      Failure failure = Failure.of(e);
      if (endsAll(failure.exitCode())) {
        throw e;
      }
      if (failure.exitCode() == ExitCode.BUG) {
        LOG.error("failed {}", what, e);
      } else {
        LOG.warn("failed {} reason=\"{}\"", what, failure.message());
      }
      thrown.add(e);
      return Optional.empty();
    }
  }

  /** Whether only inputs were not ready, or none failed. */
  public boolean onlyWaits() {
    return thrown.stream().allMatch(e -> Failure.of(e).exitCode() == ExitCode.NOT_READY);
  }

  /**
   * Throws what the only one threw, or one exception for all, with the code of the worst.
   *
   * @throws HeadgateException when several failed
   */
  public void throwIfAny() {
    if (thrown.size() == 1 && thrown.get(0) instanceof RuntimeException only) {
      throw only;
    }
    if (!thrown.isEmpty()) {
      List<Failure> failures = thrown.stream().map(Failure::of).toList();
      HeadgateException all =
          new HeadgateException(
              failures.stream()
                  .map(Failure::exitCode)
                  .min(Comparator.comparingInt(ExitCode::code))
                  .orElseThrow(),
              failures.stream().map(Failure::message).distinct().collect(Collectors.joining(" ")));
      thrown.forEach(all::addSuppressed);
      throw all;
    }
  }
}
