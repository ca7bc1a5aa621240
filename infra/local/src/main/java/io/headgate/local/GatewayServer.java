package io.headgate.local;

import io.headgate.components.Component;
import io.headgate.components.Http;
import io.headgate.components.Launch;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The gateway as a process. */
record GatewayServer(StackLayout layout, StackProperties properties) implements Component {
  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + layout.port(StackPort.GATEWAY);
  }

  @Override
  public List<Integer> ports() {
    return List.of(layout.port(StackPort.GATEWAY));
  }

  @Override
  public Launch prepare() throws IOException {
    return ServiceJar.launch(
        layout.jar("infra/gateway"),
        "320m",
        Map.of(
            "HEADGATE_GATEWAY_HOST", "127.0.0.1",
            "HEADGATE_GATEWAY_PORT", Integer.toString(layout.port(StackPort.GATEWAY)),
            "HEADGATE_GATEWAY_KAFKA", properties.get("kafka.bootstrap-servers"),
            "HEADGATE_GATEWAY_REGISTRY_URL", properties.get("registry.url"),
            "HEADGATE_GATEWAY_REGISTRY_API_KEY", properties.get("registry.api-key"),
            // The platform itself: replays and benchmarks, as fast as Kafka takes them.
            "HEADGATE_GATEWAY_QUOTAS", "platform=0"),
        layout.home("gateway"));
  }

  @Override
  public boolean answers() {
    return Http.get(address() + "/health/ready").isPresent();
  }
}
