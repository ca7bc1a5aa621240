package io.headgate.local;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where one stack lives: two with another state folder and port base run side by side.
 *
 * @param repository the folder with the root pom
 * @param state everything that a stack writes, but for downloads
 * @param portBase first of its ports, see {@link StackPort}
 */
public record StackLayout(Path repository, Path state, int portBase) {
  static final int DEFAULT_PORT_BASE = 17100;

  public StackLayout {
    repository = repository.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
    if (portBase < 1024 || portBase > 65535 - StackPort.values().length) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot use port base %d: it is not between 1024 and %d. Correct HEADGATE_PORT_BASE."
              .formatted(portBase, 65535 - StackPort.values().length));
    }
  }

  /**
   * The stack that HEADGATE_STATE and HEADGATE_PORT_BASE name; without them it is {@code .headgate}
   * in the repository, on the ports that it had last, or 17100 and up.
   */
  public static StackLayout of(Map<String, String> environment) {
    Path repository =
        Optional.ofNullable(environment.get("HEADGATE_REPOSITORY"))
            .map(name -> Path.of(name))
            .orElseGet(() -> enclosing(Path.of("").toAbsolutePath()));
    Path state =
        Optional.ofNullable(environment.get("HEADGATE_STATE"))
            .filter(name -> !name.isBlank())
            .map(name -> Path.of(name))
            .orElse(repository.resolve(".headgate"));
    int portBase =
        Optional.ofNullable(environment.get("HEADGATE_PORT_BASE"))
            .filter(base -> !base.isBlank())
            .or(() -> StackProperties.lastPortBase(state))
            .map(StackLayout::port)
            .orElse(DEFAULT_PORT_BASE);
    return new StackLayout(repository, state, portBase);
  }

  private static int port(String base) {
    try {
      return Integer.parseInt(base.strip());
    } catch (NumberFormatException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot use port base '%s': it is not a number. Correct HEADGATE_PORT_BASE."
              .formatted(base),
          e);
    }
  }

  private static Path enclosing(Path folder) {
    for (Path parent = folder; parent != null; parent = parent.getParent()) {
      if (Files.isDirectory(parent.resolve(".mvn")) && Files.isDirectory(parent.resolve("sql"))) {
        return parent;
      }
    }
    throw new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot find Headgate's repository: %s is not inside of it. Use infra/local/headgate, or set HEADGATE_REPOSITORY."
            .formatted(folder));
  }

  public int port(StackPort port) {
    return port.of(portBase);
  }

  /** The settings of jobs and stack, with all secrets; for HEADGATE_CONFIG. */
  public Path config() {
    return state.resolve("headgate.properties");
  }

  /** Folder of a component's files. */
  public Path home(String component) {
    return state.resolve(component);
  }

  /** Files of the lake's tables. */
  public Path warehouse() {
    return state.resolve("warehouse");
  }

  /** Checkpoints of the streaming queries. */
  public Path checkpoints() {
    return state.resolve("checkpoints");
  }

  /** Applied pipelines, one JSON file each, for Airflow. */
  public Path pipelines() {
    return state.resolve("pipelines");
  }

  /** The jar that a module's build makes. */
  public Path jar(String module) {
    String artifact = Path.of(module).getFileName().toString();
    return repository.resolve(module).resolve("target/headgate-%s.jar".formatted(artifact));
  }
}
