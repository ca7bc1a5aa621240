package io.headgate.local.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Sends by HTTP, as a producer without a Kafka client does; comes again when it is told to. */
final class GatewaySender implements EventSender {
  private static final Set<Integer> COME_AGAIN = Set.of(429, 503);
  private static final int MOST_TIMES = 60;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final URI events;
  private final String key;
  private long accepted;
  private long rejected;
  private long deadLettered;
  private long duplicates;
  private long again;

  /**
   * @param url of the gateway
   * @param key of role producer or more
   */
  GatewaySender(String url, String key) {
    this.events = URI.create(url + "/v1/events");
    this.key = key;
  }

  @Override
  public void send(List<SimulatedEvent> all) throws InterruptedException {
    Map<String, ArrayNode> byTopic = new LinkedHashMap<>();
    for (SimulatedEvent event : all) {
      byTopic
          .computeIfAbsent(event.topic(), topic -> Json.MAPPER.createArrayNode())
          .add(body(event));
    }
    for (Map.Entry<String, ArrayNode> each : byTopic.entrySet()) {
      ObjectNode batch = Json.MAPPER.createObjectNode().put("topic", each.getKey());
      batch.set("events", each.getValue());
      JsonNode receipt = post(batch.toString());
      accepted += receipt.path("accepted").asLong();
      rejected += receipt.path("rejected").asLong();
      deadLettered += receipt.path("dead_lettered").asLong();
      duplicates += receipt.path("duplicates").asLong();
    }
  }

  private static ObjectNode body(SimulatedEvent event) {
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("partition_key", event.id())
            .put("emitted_at", event.sentAt().toString())
            .put("event_type", event.type().name())
            .put("source", "headgate simulate");
    body.set(
        "payload",
        event.kind() == EventKind.UNDECODABLE
            ? Json.MAPPER.createObjectNode().put("no_such_field", true)
            : PlainJson.of(event.fields()));
    return body;
  }

  private JsonNode post(String batch) throws InterruptedException {
    for (int times = 0; times < MOST_TIMES; times++) {
      HttpResponse<String> answer = call(batch);
      if (answer.statusCode() == 200) {
        return parse(answer);
      }
      if (!COME_AGAIN.contains(answer.statusCode())) {
        throw failed(ExitCode.BAD_CONFIGURATION, parse(answer).path("detail").asText());
      }
      again++;
      TimeUnit.SECONDS.sleep(answer.headers().firstValueAsLong("Retry-After").orElse(1));
    }
    throw failed(ExitCode.DEPENDENCY_DOWN, "it sent the batch away " + MOST_TIMES + " times");
  }

  private HttpResponse<String> call(String batch) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(batch))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw failed(ExitCode.DEPENDENCY_DOWN, "it does not answer (" + e.getMessage() + ")");
    }
  }

  private JsonNode parse(HttpResponse<String> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw failed(ExitCode.BAD_CONFIGURATION, "it is no gateway of Headgate");
    }
  }

  private HeadgateException failed(ExitCode code, String why) {
    return new HeadgateException(
        code,
        "Cannot send events to the gateway at %s: %s. Look at `headgate status` and `headgate logs gateway`."
            .formatted(events, why));
  }

  /** Every batch was answered before the next one. */
  @Override
  public void flush() {}

  @Override
  public String answered() {
    return "The gateway answered: %d accepted (%d of them duplicates), %d dead-lettered, %d rejected; %d batches were sent again."
        .formatted(accepted, duplicates, deadLettered, rejected, again);
  }

  @Override
  public void close() {}
}
