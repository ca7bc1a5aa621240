package io.headgate.components;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process of a component, with its record {@code run/<name>.json} and its log {@code
 * logs/<name>.log} below a state folder. It outlives the JVM that started it; any later one finds
 * it by the record.
 */
public final class ComponentProcess {
  private static final int LINES_SHOWN = 25;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private static final Duration CHILDREN_PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final Path record;
  private final Path log;
  private final String marker;

  public ComponentProcess(Path state, String name) {
    this.name = name;
    Path folder = state.toAbsolutePath().normalize();
    this.record = folder.resolve("run").resolve(name + ".json");
    this.log = folder.resolve("logs").resolve(name + ".log");
    this.marker = "HEADGATE_COMPONENT=" + folder + "#" + name;
  }

  public Path log() {
    return log;
  }

  /** Its record when it runs. */
  public Optional<ProcessRecord> running() {
    return ProcessRecord.read(record).filter(ProcessRecord::alive);
  }

  /** Whether it was started and neither stopped nor lives: it died, or was killed. */
  public boolean crashed() {
    return Files.exists(record) && running().isEmpty();
  }

  /** Starts it and waits until it serves; does nothing but wait when it runs already. */
  public void start(Component component) throws IOException, InterruptedException {
    if (running().isEmpty()) {
      stop();
      Launch launch = component.prepare();
      for (int port : component.ports()) {
        Ports.requireFree(name, port);
      }
      launch(component, launch);
    }
    await(component);
    component.bootstrap();
  }

  private void launch(Component component, Launch launch) throws IOException {
    Files.createDirectories(log.getParent());
    if (Files.exists(log)) {
      // One run, one log; that of the run before is kept beside it.
      Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> words = Stream.concat(Stream.of("setsid"), launch.words().stream()).toList();
    ProcessBuilder builder = new ProcessBuilder(words).directory(launch.folder().toFile());
    builder.environment().putAll(launch.environment());
    int equals = marker.indexOf('=');
    builder.environment().put(marker.substring(0, equals), marker.substring(equals + 1));
    builder.redirectInput(new File("/dev/null")).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    ProcessRecord announced =
        ProcessRecord.announced(
            name, System.currentTimeMillis(), component.ports(), launch.stopSignal(), marker);
    // Before the start: whoever is killed between the two leaves a marker to find the process by.
    announced.write(record);
    long pid = builder.start().pid();
    Optional<ProcessTable.Entry> entry = ProcessTable.of(pid);
    if (entry.isPresent()) {
      announced.started(pid, entry.get().startTicks()).write(record);
    }
  }

  private void await(Component component) throws InterruptedException {
    long deadline = System.nanoTime() + component.patience().toNanos();
    while (!component.answers()) {
      if (running().isEmpty()) {
        throw new ComponentException(died("its process ended"));
      }
      if (System.nanoTime() > deadline) {
        throw new ComponentException(
            died("it did not answer within " + component.patience().toSeconds() + " s"));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private String died(String reason) {
    return "Cannot start %s: %s. Mend what its log says, then start again. The last lines of %s:%n%s"
        .formatted(name, reason, log, LogTail.of(log, LINES_SHOWN));
  }

  /** Stops it and all that came of it; does nothing when there is nothing left of it. */
  public void stop() throws InterruptedException {
    stop(STOP_PATIENCE);
  }

  /**
   * As {@link #stop()}.
   *
   * @param patience how long it may take to end by itself before it is killed
   */
  public void stop(Duration patience) throws InterruptedException {
    Optional<ProcessRecord> known = ProcessRecord.read(record);
    if (known.isEmpty()) {
      return;
    }
    ProcessRecord process = known.get();
    // When the leader is gone its pid may name someone else, and only the marker tells its
    // children.
    long leader = process.alive() ? process.pid() : -1;
    List<ProcessTable.Entry> family = ProcessTable.now().family(leader, process.marker());
    // The leader ends first, as it may still need its children; then those it did not take along.
    if (leader > 0) {
      signal(process.stopSignal(), "-" + leader);
      goneWithin(family.stream().filter(entry -> entry.pid() == leader).toList(), patience);
    }
    signalEach("TERM", family);
    if (!goneWithin(family, leader > 0 ? CHILDREN_PATIENCE : patience)) {
      signalEach("KILL", family);
      goneWithin(family, CHILDREN_PATIENCE);
    }
    signalEach("KILL", ProcessTable.now().family(-1, process.marker()));
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean goneWithin(List<ProcessTable.Entry> family, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (family.stream().anyMatch(ComponentProcess::alive)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  private void signalEach(String signal, List<ProcessTable.Entry> family) {
    family.stream()
        .filter(ComponentProcess::alive)
        .forEach(entry -> signal(signal, Long.toString(entry.pid())));
  }

  private static boolean alive(ProcessTable.Entry process) {
    return ProcessTable.of(process.pid())
        .filter(now -> now.startTicks() == process.startTicks() && !now.zombie())
        .isPresent();
  }

  /**
   * By the shell's own kill, as not every machine has the program: the JVM can signal single
   * processes only, and with TERM and KILL only.
   */
  private void signal(String signal, String target) {
    try {
      new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new ComponentException(
          "Cannot stop " + name + ": sh cannot be run. Put it on PATH, then stop it again.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Resident memory in bytes of the process and all that came of it. */
  public long memory() {
    return running()
        .map(process -> ProcessTable.now().family(process.pid(), process.marker()))
        .orElse(List.of())
        .stream()
        .mapToLong(entry -> ProcessTable.memory(entry.pid()))
        .sum();
  }
}
