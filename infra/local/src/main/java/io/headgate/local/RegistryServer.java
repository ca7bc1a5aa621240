package io.headgate.local;

import io.headgate.components.Component;
import io.headgate.components.Http;
import io.headgate.components.Launch;
import java.io.IOException;
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
    Map<String, String> environment =
        Map.of(
            "HEADGATE_REGISTRY_HOST", "127.0.0.1",
            "HEADGATE_REGISTRY_PORT", Integer.toString(layout.port(StackPort.REGISTRY)),
            "HEADGATE_REGISTRY_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:%d/headgate"
                    .formatted(layout.port(StackPort.POSTGRES)),
            "HEADGATE_REGISTRY_DB_USER", "headgate_registry",
            "HEADGATE_REGISTRY_DB_PASSWORD", properties.get("stack.registry-db-password"),
            "HEADGATE_REGISTRY_API_KEY", properties.get("registry.api-key"),
            // Neither has to be up yet: they are asked for metrics alone.
            "HEADGATE_REGISTRY_CLICKHOUSE_URL",
                "http://127.0.0.1:" + layout.port(StackPort.CLICKHOUSE_HTTP),
            "HEADGATE_REGISTRY_CLICKHOUSE_PASSWORD", properties.get("stack.analyst-password"),
            "HEADGATE_REGISTRY_TRINO_URL", properties.get("stack.trino-url"));
    return ServiceJar.launch(
        layout.jar("quality/registry"), "256m", environment, layout.home("registry"));
  }

  @Override
  public boolean answers() {
    return Http.get(address() + "/health/ready").isPresent();
  }
}
