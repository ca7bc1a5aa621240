package io.headgate.local;

import io.headgate.components.Component;
import io.headgate.components.ComponentException;
import io.headgate.components.Http;
import io.headgate.components.Jdk;
import io.headgate.components.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The registry as a process; it migrates its database when it starts. */
record RegistryServer(StackLayout layout, StackProperties properties) implements Component {
  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + layout.port(StackPort.REGISTRY);
  }

  @Override
  public List<Integer> ports() {
    return List.of(layout.port(StackPort.REGISTRY));
  }

  @Override
  public Launch prepare() throws IOException {
    Path jar = requireBuilt(layout.jar("quality/registry"));
    Map<String, String> environment =
        Map.of(
            "HEADGATE_REGISTRY_HOST", "127.0.0.1",
            "HEADGATE_REGISTRY_PORT", Integer.toString(layout.port(StackPort.REGISTRY)),
            "HEADGATE_REGISTRY_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:%d/headgate"
                    .formatted(layout.port(StackPort.POSTGRES)),
            "HEADGATE_REGISTRY_DB_USER", "headgate_registry",
            "HEADGATE_REGISTRY_DB_PASSWORD", properties.get("stack.registry-db-password"),
            "HEADGATE_REGISTRY_API_KEY", properties.get("registry.api-key"));
    return new Launch(
        List.of(
            Jdk.java(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC",
            "-jar",
            jar.toString()),
        environment,
        Files.createDirectories(layout.home("registry")));
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

  @Override
  public boolean answers() {
    return Http.get(address() + "/health/ready").isPresent();
  }
}
