package io.headgate.platform.job;

/**
 * One Spark main. A class with picocli's {@code @Command} and its options as fields; {@link
 * JobLauncher} adds the settings' flags, calls it once and turns its end into an exit code.
 */
@FunctionalInterface
public interface Job {
  /**
   * Does the work, and closes what it opened.
   *
   * @throws HeadgateException for every failure that a person can mend
   */
  JobResult run(Settings settings) throws Exception;
}
