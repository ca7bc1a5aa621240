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
 * @param threads the same by what the threads are for
 * @param peakBytes highest resident memory so far (VmHWM) of the process that had most
 * @param residentBytes resident memory now (VmRSS), summed
 * @param writtenBytes sent to storage (write_bytes); 0 where this may not be read
 */
public record ProcessFigures(
    double cpuSeconds,
    ThreadSeconds threads,
    long peakBytes,
    long residentBytes,
    long writtenBytes) {
  /** Reads them now; empty when the process is gone. */
  public static Optional<ProcessFigures> of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    if (ProcStat.of(proc).isEmpty()) {
      return Optional.empty();
    }
    List<Path> all =
        Stream.concat(
                Stream.of(proc),
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .map(child -> Path.of("/proc", Long.toString(child.pid()))))
            .toList();
    double cpu =
        all.stream()
            .flatMap(each -> ProcStat.of(each).stream())
            .mapToDouble(stat -> stat.cpuSeconds() + stat.childrenSeconds())
            .sum();
    return Optional.of(
        new ProcessFigures(
            cpu,
            ThreadSeconds.of(all, cpu),
            all.stream().mapToLong(each -> kilobytes(each, "VmHWM:")).max().orElse(0),
            all.stream().mapToLong(each -> kilobytes(each, "VmRSS:")).sum(),
            all.stream().mapToLong(ProcessFigures::written).sum()));
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
