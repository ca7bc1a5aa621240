package io.headgate.gateway;

import static org.awaitility.Awaitility.await;

import io.headgate.components.Ports;
import io.headgate.testing.TestingKafka;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The gateway as a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
  private final int port = Ports.free();
  private final Process process;

  private GatewayProcess(OrdersPipeline orders, Path log) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayMain.class.getName());
    java.environment()
        .putAll(
            Map.of(
                "HEADGATE_GATEWAY_PORT",
                Integer.toString(port),
                "HEADGATE_GATEWAY_KAFKA",
                TestingKafka.shared().bootstrapServers(),
                "HEADGATE_GATEWAY_REGISTRY_URL",
                orders.registryUrl(),
                "HEADGATE_GATEWAY_REGISTRY_API_KEY",
                OrdersPipeline.REGISTRY_KEY,
                "HEADGATE_GATEWAY_EVENTS_PER_SECOND",
                "0",
                "HEADGATE_GATEWAY_RATE_PER_KEY",
                "0"));
    process = java.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Starts it, and returns when it serves. */
  static GatewayProcess start(OrdersPipeline orders, Path log) throws IOException {
    GatewayProcess started = new GatewayProcess(orders, log);
    await().atMost(Duration.ofSeconds(60)).until(started::isReady);
    return started;
  }

  private boolean isReady() throws IOException {
    HttpURLConnection health =
        (HttpURLConnection) URI.create(url() + "/health/ready").toURL().openConnection();
    try {
      return health.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    } finally {
      health.disconnect();
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
