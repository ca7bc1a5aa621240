package io.headgate.components;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a started process, so that a later command finds it again.
 *
 * @param pid 0 when it was announced only, and may or may not have started
 * @param startTicks from {@code /proc}, tells it from a later process with the same pid
 * @param startedAtMillis since the epoch
 * @param marker {@code NAME=value} in the environment of everything that came of it
 */
public record ProcessRecord(
    String name,
    long pid,
    long startTicks,
    long startedAtMillis,
    List<Integer> ports,
    String stopSignal,
    String marker) {
  private static final long NOT_STARTED = 0;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public ProcessRecord {
    ports = List.copyOf(ports);
  }

  static ProcessRecord announced(
      String name, long atMillis, List<Integer> ports, String stopSignal, String marker) {
    return new ProcessRecord(name, NOT_STARTED, 0, atMillis, ports, stopSignal, marker);
  }

  ProcessRecord started(long pid, long startTicks) {
    return new ProcessRecord(name, pid, startTicks, startedAtMillis, ports, stopSignal, marker);
  }

  /** Whether this very process still runs. */
  public boolean alive() {
    return ProcessTable.of(pid)
        .filter(entry -> entry.startTicks() == startTicks && !entry.zombie())
        .isPresent();
  }

  /** How long it has been running, by this machine's clock. */
  public Duration uptime() {
    return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - startedAtMillis));
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(aside.toFile(), this);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static Optional<ProcessRecord> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(file.toFile(), ProcessRecord.class));
    } catch (IOException e) {
      throw new ComponentException(
          "Cannot read the process record %s: %s. Remove it after stopping its process by hand."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
