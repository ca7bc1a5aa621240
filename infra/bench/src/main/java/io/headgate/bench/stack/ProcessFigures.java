package io.headgate.bench.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Linux says about a process and all that came of it, see proc(5).
 *
 * @param cpuSeconds user and system time, of ended children too
 * @param peakBytes highest resident memory so far (VmHWM) of the process that had most
 * @param residentBytes resident memory now (VmRSS), summed
 * @param writtenBytes sent to storage (write_bytes); 0 where this may not be read
 */
public record ProcessFigures(
    double cpuSeconds, long peakBytes, long residentBytes, long writtenBytes) {
  /** USER_HZ is part of Linux's interface and 100 on all but a few old architectures. */
  private static final double TICKS_PER_SECOND = 100;

  /** Reads them now; empty when the process is gone. */
  public static Optional<ProcessFigures> of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    if (text(proc.resolve("stat")).isEmpty()) {
      return Optional.empty();
    }
    List<Path> all =
        Stream.concat(
                Stream.of(proc),
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .map(child -> Path.of("/proc", Long.toString(child.pid()))))
            .toList();
    return Optional.of(
        new ProcessFigures(
            all.stream().mapToDouble(ProcessFigures::cpuSeconds).sum(),
            all.stream().mapToLong(each -> kilobytes(each, "VmHWM:")).max().orElse(0),
            all.stream().mapToLong(each -> kilobytes(each, "VmRSS:")).sum(),
            all.stream().mapToLong(ProcessFigures::written).sum()));
  }

  private static double cpuSeconds(Path proc) {
    // The name in parentheses may hold anything, so fields are counted from its end.
    return text(proc.resolve("stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
        .map(
            fields ->
                (Long.parseLong(fields[11])
                        + Long.parseLong(fields[12])
                        + Long.parseLong(fields[13])
                        + Long.parseLong(fields[14]))
                    / TICKS_PER_SECOND)
        .orElse(0.0);
  }

  private static long kilobytes(Path proc, String field) {
    return 1024 * number(proc.resolve("status"), field);
  }

  private static long written(Path proc) {
    return number(proc.resolve("io"), "write_bytes:");
  }

  private static long number(Path file, String field) {
    return text(file).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
