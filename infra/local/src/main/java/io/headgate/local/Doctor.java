package io.headgate.local;

import io.headgate.components.DownloadCache;
import io.headgate.components.PortTakenException;
import io.headgate.components.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks for what would keep a stack from running on this machine. */
public final class Doctor {
  private static final long GIB = 1L << 30;
  private static final long MEMORY_NEEDED = 8 * GIB;
  private static final long DISK_NEEDED = 10 * GIB;

  private final Stack stack;

  public Doctor(Stack stack) {
    this.stack = stack;
  }

  public List<Finding> examine() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (String program : List.of("mvn", "setsid", "unshare", "flock", "python3")) {
      findings.add(program(program));
    }
    findings.add(memory());
    findings.add(disk("cache", DownloadCache.ofUser().folder()));
    findings.add(disk("state", stack.layout().state()));
    findings.add(secrets());
    List<ComponentStatus> components = stack.status();
    components.forEach(component -> findings.add(component(component)));
    return findings;
  }

  private static Finding program(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return new Finding(true, name, program.toString());
      }
    }
    String remedy =
        switch (name) {
          case "mvn" -> "maven";
          case "python3" -> "python3.11 python3.11-venv";
          default -> "util-linux";
        };
    return new Finding(
        false, name, "not on PATH. On Debian or Ubuntu: apt-get install " + remedy + ".");
  }

  private static Finding memory() throws IOException {
    long available =
        Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElse(0);
    String told = String.format(Locale.ROOT, "%.1f GiB in all", (double) available / GIB);
    // A machine sold with 8 GiB shows a little less.
    return available >= MEMORY_NEEDED - GIB
        ? new Finding(true, "memory", told)
        : new Finding(false, "memory", told + "; the whole stack needs 8 GiB. Start less of it.");
  }

  private static Finding disk(String what, Path folder) throws IOException {
    Path existing = folder;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    String told = String.format(Locale.ROOT, "%s: %.0f GiB free", folder, (double) free / GIB);
    return free >= DISK_NEEDED
        ? new Finding(true, what, told)
        : new Finding(
            false,
            what,
            told
                + "; 10 GiB are needed. Free some, or set HEADGATE_%s to a folder elsewhere."
                    .formatted(what.toUpperCase(Locale.ROOT)));
  }

  private Finding secrets() throws IOException {
    Path file = stack.layout().config();
    if (!Files.exists(file)) {
      return new Finding(true, "secrets", "not made yet");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    String mode = PosixFilePermissions.toString(permissions);
    return mode.equals("rw-------")
        ? new Finding(true, "secrets", file + " is readable for you alone")
        : new Finding(
            false, "secrets", file + " has mode " + mode + ". Run chmod 600 " + file + ".");
  }

  private Finding component(ComponentStatus status) {
    return switch (status.state()) {
      case READY -> new Finding(true, status.name(), "ready at " + status.address());
      case STOPPED -> stopped(status);
      case CRASHED, NOT_ANSWERING ->
          new Finding(
              false,
              status.name(),
              "%s. See headgate logs %s, then headgate down and headgate up."
                  .formatted(status.state(), status.name()));
    };
  }

  private Finding stopped(ComponentStatus status) {
    for (int port : stack.ports(status.name())) {
      try {
        Ports.requireFree(status.name(), port);
      } catch (PortTakenException e) {
        return new Finding(false, status.name(), e.getMessage());
      }
    }
    return new Finding(true, status.name(), "stopped, its ports are free");
  }
}
