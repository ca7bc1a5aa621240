package io.headgate.bench.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code stat} of a process or a thread, see proc(5).
 *
 * @param name at most fifteen characters
 * @param cpuSeconds user and system time of its own
 * @param childrenSeconds the same of children that have ended
 */
record ProcStat(String name, double cpuSeconds, double childrenSeconds) {
  /** USER_HZ is part of Linux's interface and 100 on all but a few old architectures. */
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Reads it; empty when the process or thread is gone.
   *
   * @param folder of the process or thread below {@code /proc}
   */
  static Optional<ProcStat> of(Path folder) {
    String stat;
    try {
      stat = Files.readString(folder.resolve("stat"));
    } catch (IOException gone) {
      return Optional.empty();
    }
    // The name in parentheses may hold anything, so fields are counted from its end.
    int end = stat.lastIndexOf(')');
    String[] fields = stat.substring(end + 2).split(" ", -1);
    return Optional.of(
        new ProcStat(
            stat.substring(stat.indexOf('(') + 1, end),
            seconds(fields[11]) + seconds(fields[12]),
            seconds(fields[13]) + seconds(fields[14])));
  }

  private static double seconds(String ticks) {
    return Long.parseLong(ticks) / TICKS_PER_SECOND;
  }
}
