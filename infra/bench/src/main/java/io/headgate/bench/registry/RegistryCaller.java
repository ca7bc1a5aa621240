package io.headgate.bench.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.local.StackProperties;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.UnaryOperator;

/** Calls the registry over one kept connection, as plain HTTP. */
final class RegistryCaller {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String key;

  RegistryCaller(StackProperties properties) {
    this.url = properties.get("registry.url");
    this.key = properties.get("registry.api-key");
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.Builder::GET);
  }

  /**
   * Calls once.
   *
   * @throws IOException when the answer is no success
   */
  JsonNode send(String path, UnaryOperator<HttpRequest.Builder> method)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json");
    HttpResponse<String> answer = http.send(method.apply(request).build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s was answered with %d: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return Json.MAPPER.readTree(answer.body());
  }
}
