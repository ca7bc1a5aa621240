package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job, with rules that come and change in the registry. */
class AlertJobTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PROMISE = Duration.ofSeconds(15);

  private static final String RIDES =
      """
      SELECT window.start AS window_start, window.end AS window_end, city,
        count(*) AS rides, approx_count_distinct(event_id) AS people
      FROM events GROUP BY window(happened_at, '1 hour'), city
      """;

  @TempDir Path folder;
  private final TestingAggregates pipeline = new TestingAggregates().source(1, TestingRides.RIDE);
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestingReceiver receiver = new TestingReceiver("", body -> 200);

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void rulesComeAndChangeWhileItRunsAndEachFiringAndItsEndAreToldOnceOverAKill() throws Exception {
    pipeline.apply(Delivery.AT_LEAST_ONCE, RIDES, "city");
    String rule;
    String quick;
    try (DriverProcess job = start()) {
      rule = create(pipeline.aggregate + ".rides");
      quick = create(pipeline.aggregate + ".rides", 5, receiver.address() + "/hook");
      await().atMost(PATIENCE).until(() -> state() == QueryState.RUNNING);
      send(3, "Rome");
      send(2, "Oslo");
      await()
          .atMost(PROMISE)
          .untilAsserted(() -> assertThat(firings(rule)).containsExactly("Rome 1 3.0"));

      call("PATCH", rule, "{\"threshold\": 1}");

      await()
          .atMost(PROMISE)
          .untilAsserted(
              () ->
                  assertThat(firings(rule)).containsExactlyInAnyOrder("Rome 1 3.0", "Oslo 2 2.0"));
      await().atMost(PROMISE).until(() -> !receiver.bodies().isEmpty());
      job.kill();
    }

    try (DriverProcess job = start()) {
      send(2, "Muş");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(firings(rule))
                      .as(job.output())
                      .containsExactlyInAnyOrder("Rome 1 3.0", "Oslo 2 2.0", "Muş 2 2.0"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(receiver.bodies())
                      .as(job.output())
                      .extracting(told -> told.path("action").asText())
                      .containsExactly("trigger", "resolve"));
      assertThat(receiver.bodies())
          .extracting(told -> told.path("dedup_key").asText())
          .containsOnly(receiver.bodies().get(0).path("dedup_key").asText());
      assertThat(receiver.bodies().get(0).path("text").asText())
          .contains(pipeline.aggregate + ".rides of city=Rome is 3, above 2");
      call("DELETE", quick, "");
      call("PATCH", rule, "{\"enabled\": false}");
      await().atMost(PATIENCE).until(() -> state() == QueryState.STOPPED);
      assertThat(job.terminate()).as(job.output()).isZero();
    }
  }

  @Test
  void aRuleOnWhatDoesNotMergeOrIsNoMoreIsAnIncidentWhileItIsThere() throws Exception {
    String dropped = "dropped_" + pipeline.name;
    pipeline.beside(dropped, RIDES, "city").apply(Delivery.AT_LEAST_ONCE, RIDES, "city");
    String rule = create(pipeline.aggregate + ".people");
    String orphan = create(dropped + ".rides");
    pipeline.alone().apply(Delivery.AT_LEAST_ONCE, RIDES, "city");
    try (DriverProcess job = start()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(refusals())
                      .as(job.output())
                      .hasSize(2)
                      .anyMatch(
                          text -> text.contains("approx_count_distinct of a window cannot be made"))
                      .anyMatch(text -> text.contains("has no aggregate " + dropped)));

      call("DELETE", rule, "");
      call("DELETE", orphan, "");

      await().atMost(PATIENCE).until(() -> refusals().isEmpty());
      assertThat(state()).isNull();
    }
  }

  /** Path of a new rule. */
  private String create(String metric) throws Exception {
    return create(metric, 86400, "https://127.0.0.1:9/nobody");
  }

  private String create(String metric, int seconds, String channel) throws Exception {
    String rules = "/v1/alert-rules";
    String body =
        """
        {"metric_name": "%s", "condition": "GREATER_THAN", "threshold": 2,
         "window_seconds": %d, "dimensions": {}, "notification_channel": "%s"}
        """
            .formatted(metric, seconds, channel);
    return rules + "/" + call("POST", rules, body).get("rule_id").asText();
  }

  private List<String> refusals() {
    return pipeline.platform.registry.client().incidents().allOpen().stream()
        .filter(incident -> incident.kind().equals(Incident.ALERT_RULE_REFUSED))
        .filter(incident -> incident.pipeline().equals(pipeline.name))
        .map(Incident::text)
        .toList();
  }

  private DriverProcess start() {
    return DriverProcess.start(
        folder, pipeline.properties(), "AlertJob", List.of("--pipeline", pipeline.name));
  }

  private QueryState state() {
    String query = "alert:" + pipeline.name + ":" + pipeline.aggregate;
    return pipeline.platform.registry.client().queries().stream()
        .filter(report -> report.query().equals(query))
        .map(QueryReport::state)
        .findFirst()
        .orElse(null);
  }

  /** Each as city, version of the rule, and value. */
  private List<String> firings(String rule) throws Exception {
    return StreamSupport.stream(
            call("GET", rule + "/firings", "").get("firings").spliterator(), false)
        .map(
            firing ->
                "%s %d %s"
                    .formatted(
                        firing.get("key").get("city").asText(),
                        firing.get("rule_version").asInt(),
                        firing.get("value").asDouble()))
        .toList();
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(pipeline.platform.registry.url() + path))
                .header("Authorization", "Bearer " + TestingRegistry.API_KEY)
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return Json.MAPPER.readTree(answer.body());
  }

  private void send(int count, String city) {
    Instant now = Instant.now();
    pipeline.send(
        1,
        pipeline.schemaId(1),
        IntStream.range(0, count)
            .<GenericRecord>mapToObj(
                i -> {
                  GenericRecord ride = new GenericData.Record(TestingRides.RIDE);
                  ride.put("event_id", city + i);
                  ride.put("happened_at", TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli()));
                  ride.put("city", city);
                  ride.put("minutes", i);
                  return ride;
                })
            .toList());
  }
}
