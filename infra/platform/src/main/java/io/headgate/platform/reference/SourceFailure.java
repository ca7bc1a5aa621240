package io.headgate.platform.reference;

import io.headgate.platform.contract.Reference;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import java.util.concurrent.Callable;

/** Tells what reading a source threw: Spark wraps it, and throws checked exceptions unannounced. */
final class SourceFailure {
  private SourceFailure() {}

  /**
   * Reads a source.
   *
   * @param otherwise the exit code of a failure that is no lost connection
   */
  static <T> T translate(
      ExitCode otherwise, Reference reference, String source, Callable<T> reading) {
    try {
      return reading.call();
    } catch (HeadgateException e) {
      throw e;
    } catch (Exception e) {
      boolean down = Failure.of(e).exitCode() == ExitCode.DEPENDENCY_DOWN;
      throw new HeadgateException(
          down ? ExitCode.DEPENDENCY_DOWN : otherwise,
          "Cannot load %s from %s: %s. %s; nothing was changed."
              .formatted(
                  reference.dataset(),
                  source,
                  root(e),
                  down ? "Start it, or correct its address" : "Correct the source or its address"),
          e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return text.strip().lines().findFirst().orElse("").replaceAll("[.;:]+$", "");
  }
}
