package io.headgate.bench.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.local.StackProperties;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks where the end of the chain comes from, one call after the other. */
public final class LineageAsker {
  private LineageAsker() {}

  /**
   * Asks so often.
   *
   * @return how long each answer took
   * @throws IOException when an answer lacks a step of the chain
   */
  public static List<Duration> ask(StackProperties properties, int times)
      throws IOException, InterruptedException {
    RegistryCaller caller = new RegistryCaller(properties);
    String path =
        "/v1/lineage?dataset=%s&direction=upstream&depth=%d"
            .formatted(
                URLEncoder.encode(FilledRegistry.chained(FilledRegistry.DEPTH), UTF_8),
                FilledRegistry.DEPTH);
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long asked = System.nanoTime();
      JsonNode graph = caller.get(path);
      took.add(Duration.ofNanos(System.nanoTime() - asked));
      if (graph.path("edges").size() != FilledRegistry.DEPTH) {
        throw new IOException(
            "Asked for a chain of %d jobs: %s".formatted(FilledRegistry.DEPTH, graph));
      }
    }
    return took;
  }
}
