package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.components.DownloadCache;
import io.headgate.components.PythonEnvironment;
import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Departures;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Confluent's Python client, unchanged, on the real service; its cases stand in the script. */
class ConfluentClientTest {
  private final Departures departures = new Departures("confluent");

  @Test
  void everyCaseOfTheClientPasses() throws Exception {
    try (TestingRegistry registry = TestingRegistry.start(Clock.systemUTC())) {
      registry
          .client()
          .schemas()
          .register(departures.topic, Departures.declared(), Compatibility.BACKWARD);
      registry.client().applyPipeline(departures.contract());
      PythonEnvironment python =
          PythonEnvironment.ofFiles(
              DownloadCache.ofUser(), List.of(resource("requirements.txt")), System.err::println);
      ProcessBuilder script =
          new ProcessBuilder(
                  python.programs().resolve("python").toString(),
                  resource("client_test.py").toString())
              .redirectErrorStream(true);
      script.environment().put("REGISTRY_URL", registry.url());
      script.environment().put("REGISTRY_KEY", TestingRegistry.KEY);
      script.environment().put("TOPIC", departures.topic);
      Process process = script.start();
      String told = new String(process.getInputStream().readAllBytes(), UTF_8);

      assertThat(process.waitFor()).as(told).isZero();
      assertThat(told).containsPattern("Ran \\d{2} tests").contains("OK");
    }
  }

  private static Path resource(String name) throws Exception {
    return Path.of(ConfluentClientTest.class.getResource("/confluent/" + name).toURI());
  }
}
