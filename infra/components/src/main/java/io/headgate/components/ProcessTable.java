package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of this machine at one moment, read from {@code /proc}. */
final class ProcessTable {
  /**
   * @param startTicks clock ticks between boot and its start: with the pid it names a process for
   *     good, as pids are used again
   * @param zombie whether it has ended and only waits for its parent to see it; a process whose
   *     first thread has ended is none as long as others work and hold its ports
   */
  record Entry(long pid, long parent, long group, long session, long startTicks, boolean zombie) {}

  private static final Path PROC = Path.of("/proc");

  private final List<Entry> entries;

  private ProcessTable(List<Entry> entries) {
    this.entries = entries;
  }

  static ProcessTable now() {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> folders = Files.list(PROC)) {
      folders
          .filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
          .forEach(folder -> entry(folder).ifPresent(entries::add));
    } catch (IOException e) {
      throw new ComponentException("Cannot list processes: " + e.getMessage(), e);
    }
    return new ProcessTable(entries);
  }

  static Optional<Entry> of(long pid) {
    return entry(PROC.resolve(Long.toString(pid)));
  }

  /**
   * The process with everything that came of it: its session and group, its descendants, and those
   * that carry {@code marker} in their environment although they left all three.
   */
  List<Entry> family(long leader, String marker) {
    List<Entry> family = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.zombie()
          && (entry.pid() == leader
              || entry.session() == leader
              || entry.group() == leader
              || descends(entry, leader)
              || carries(entry.pid(), marker))) {
        family.add(entry);
      }
    }
    return family;
  }

  private boolean descends(Entry entry, long ancestor) {
    long parent = entry.parent();
    for (int depth = 0; parent > 1 && depth < 64; depth++) {
      if (parent == ancestor) {
        return true;
      }
      long child = parent;
      parent =
          entries.stream()
              .filter(e -> e.pid() == child)
              .mapToLong(Entry::parent)
              .findAny()
              .orElse(0);
    }
    return false;
  }

  private static boolean carries(long pid, String marker) {
    return read(PROC.resolve(pid + "/environ"))
        .map(environment -> Stream.of(environment.split("\0")).anyMatch(marker::equals))
        .orElse(false);
  }

  /** Resident memory in bytes, with shared pages shared out; 0 when the process is gone. */
  static long memory(long pid) {
    return read(PROC.resolve(pid + "/smaps_rollup"))
        .flatMap(text -> text.lines().filter(line -> line.startsWith("Pss:")).findFirst())
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .orElse(0L);
  }

  private static Optional<Entry> entry(Path folder) {
    // The name in parentheses may hold anything, so fields are counted from its end.
    return read(folder.resolve("stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
        .map(
            fields ->
                new Entry(
                    Long.parseLong(folder.getFileName().toString()),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]),
                    isZombie(fields[0], Integer.parseInt(fields[17]))));
  }

  private static boolean isZombie(String state, int threads) {
    return state.equals("X") || (state.equals("Z") && threads <= 1);
  }

  /** Empty when the process is gone or belongs to someone else: both are ordinary here. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(
          new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
