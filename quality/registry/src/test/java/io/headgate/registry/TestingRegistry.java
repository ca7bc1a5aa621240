package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.AccessConfig;
import io.headgate.http.ServedRoutes;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.metric.MetricStores;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.annotation.Nullable;

/** The real service on the shared real PostgreSQL, on a port of its own. */
final class TestingRegistry implements AutoCloseable {
  static final String KEY = "a-key-for-tests-only";

  private final HttpClient http = HttpClient.newHttpClient();
  private final RegistryService service;

  private TestingRegistry(RegistryService service) {
    this.service = service;
  }

  /** What a call answered. */
  record Answer(int status, String contentType, JsonNode body, HttpHeaders headers) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  static TestingRegistry start(Clock clock) {
    return start(0, clock);
  }

  static TestingRegistry start(int port, Clock clock) {
    return new TestingRegistry(
        RegistryService.start(config(port, TestingPostgres.shared()), clock));
  }

  static TestingRegistry start(TestingPostgres postgres, Clock clock) {
    return new TestingRegistry(RegistryService.start(config(0, postgres), clock));
  }

  /** One that watches the SLA of what is in a database of its own, and tells of incidents. */
  static TestingRegistry watching(TestingPostgres postgres, Clock clock, Channels channels) {
    return start(
        config(0, postgres), true, channels, AccessConfig.DEFAULT, MetricStores.NONE, clock);
  }

  static TestingRegistry start(AccessConfig access, Clock clock) {
    return start(
        config(0, TestingPostgres.shared()),
        false,
        Channels.NONE,
        access,
        MetricStores.NONE,
        clock);
  }

  /** One that reads metrics. */
  static TestingRegistry reading(MetricStores metrics, Clock clock) {
    return start(
        config(0, TestingPostgres.shared()),
        false,
        Channels.NONE,
        AccessConfig.DEFAULT,
        metrics,
        clock);
  }

  private static TestingRegistry start(
      RegistryConfig usual,
      boolean watchesSla,
      Channels channels,
      AccessConfig access,
      MetricStores metrics,
      Clock clock) {
    return new TestingRegistry(
        RegistryService.start(
            new RegistryConfig(
                usual.host(),
                usual.port(),
                usual.jdbcUrl(),
                usual.dbUser(),
                usual.dbPassword(),
                usual.apiKey(),
                usual.deadLetters(),
                watchesSla,
                channels,
                access,
                metrics),
            clock));
  }

  static RegistryConfig config(int port, TestingPostgres postgres) {
    return new RegistryConfig(
        "127.0.0.1",
        port,
        postgres.jdbcUrl(),
        TestingPostgres.REGISTRY_USER,
        postgres.registryPassword(),
        KEY);
  }

  String url() {
    return service.url();
  }

  List<ServedRoutes.Route> routes() {
    return service.routes();
  }

  RegistryClient client() {
    return new RegistryClient(url(), KEY);
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  /** A call without a body, as the holder of a key. */
  Answer call(String method, String path, @Nullable String key) {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
    return send(
        key == null ? request.build() : request.header("Authorization", "Bearer " + key).build());
  }

  /** A call that is not one of ours. */
  Answer send(HttpRequest.Builder request) {
    return send(request.build());
  }

  HttpRequest.Builder to(String path) {
    return request(path);
  }

  /** An answer that is no JSON. */
  String text(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), BodyHandlers.ofString()).body();
  }

  Answer post(String path, String body) {
    return send("POST", path, body, "Bearer " + KEY);
  }

  Answer send(String method, String path, String body, @Nullable String authorization) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body, UTF_8));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path));
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(
          response.statusCode(),
          type,
          type.contains("json") ? Json.MAPPER.readTree(response.body()) : null,
          response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection to the database as one of its users. */
  static Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(TestingPostgres.shared().jdbcUrl(), user, password);
  }

  @Override
  public void close() {
    service.close();
  }
}
