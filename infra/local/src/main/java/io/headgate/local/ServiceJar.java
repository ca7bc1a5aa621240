package io.headgate.local;

import io.headgate.components.ComponentException;
import io.headgate.components.Jdk;
import io.headgate.components.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts one of our own services from the jar that its build makes. */
final class ServiceJar {
  private ServiceJar() {}

  /**
   * How to start it.
   *
   * @param heap for -Xmx
   * @param home its working folder, which is made
   */
  static Launch launch(Path jar, String heap, Map<String, String> environment, Path home)
      throws IOException {
    return new Launch(
        List.of(
            Jdk.java(),
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC",
            "-jar",
            requireBuilt(jar).toString()),
        environment,
        Files.createDirectories(home));
  }

  /** A jar of ours that must have been built; the script does that. */
  static Path requireBuilt(Path jar) {
    if (!Files.exists(jar)) {
      throw new ComponentException(
          "Cannot find %s: it is not built. Run infra/local/headgate, which builds it."
              .formatted(jar));
    }
    return jar;
  }
}
