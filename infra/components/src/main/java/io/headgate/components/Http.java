package io.headgate.components;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Health questions over HTTP. */
public final class Http {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private Http() {}

  /** Whether anything answers within two seconds, be it a refusal. */
  public static boolean answers(String url) {
    return answer(url).isPresent();
  }

  /** The body of a 200 answer; empty when there is none within two seconds. */
  public static Optional<String> get(String url) {
    return answer(url).filter(answer -> answer.statusCode() == 200).map(HttpResponse::body);
  }

  private static Optional<HttpResponse<String>> answer(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    try {
      return Optional.of(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
