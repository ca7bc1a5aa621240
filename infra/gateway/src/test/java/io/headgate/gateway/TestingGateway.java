package io.headgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.platform.registry.Json;
import io.headgate.testing.TestingKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;

/** The real service in this JVM, before a real broker and a real registry. */
final class TestingGateway implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final GatewayService service;
  private final String key;

  private TestingGateway(GatewayService service, String key) {
    this.service = service;
    this.key = key;
  }

  /** What a call answered. */
  record Answer(int status, JsonNode body, HttpResponse<String> response) {
    String detail() {
      return body.path("detail").asText();
    }
  }

  /**
   * Starts one.
   *
   * @param quotas events a second by the name of the key; others send as many as they like
   */
  static TestingGateway start(OrdersPipeline orders, Map<String, Integer> quotas, long buffer) {
    GatewayConfig config =
        new GatewayConfig(
            "127.0.0.1",
            0,
            TestingKafka.shared().bootstrapServers(),
            orders.registryUrl(),
            OrdersPipeline.REGISTRY_KEY,
            new Quotas(0, quotas),
            buffer,
            GatewayConfig.DEFAULT_REMEMBERED,
            new AccessConfig(Role.READER, Rate.of(0), Rate.of(0), 2 << 20, 2 << 20));
    return new TestingGateway(
        GatewayService.start(config, Clock.systemUTC()), orders.producerKey());
  }

  String url() {
    return service.url();
  }

  HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(url() + "/v1/events"))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json");
  }

  Answer post(String body) {
    return send(request().POST(BodyPublishers.ofString(body, UTF_8)));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), Json.MAPPER.readTree(response.body()), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
