package io.headgate.platform.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * HTTP to the registry: retries while it does not answer, and turns what it says into values and
 * exceptions. Every call that is retried is idempotent in the registry.
 */
final class RegistryCalls {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
  private static final Set<Integer> COME_AGAIN = Set.of(429, 502, 503, 504);

  private final String url;
  @Nullable private final String apiKey;
  private final RetryPolicy<HttpResponse<String>> retries;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  RegistryCalls(String url, @Nullable String apiKey, int maximumRetries) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.apiKey = apiKey;
    this.retries =
        RetryPolicy.<HttpResponse<String>>builder()
            .handle(IOException.class)
            .handleResultIf(answer -> COME_AGAIN.contains(answer.statusCode()))
            .withMaxRetries(maximumRetries)
            .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(2))
            .withJitter(0.2)
            .build();
  }

  RegistryCalls withoutRetries() {
    return new RegistryCalls(url, apiKey, 0);
  }

  /** A text as one segment of a path, or as one value of a query. */
  static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Empty when the registry answers 404. */
  <T> Optional<T> get(String purpose, String path, Class<T> type) {
    HttpResponse<String> answer = send(purpose, request(purpose, path).GET().build());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(read(purpose, accepted(purpose, answer), type));
  }

  /** As {@link #get}, of what must be there. */
  <T> T find(String purpose, String path, Class<T> type) {
    return get(purpose, path, type)
        .orElseThrow(
            () ->
                new RegistryRefusedException(
                    404,
                    "Cannot %s: the registry at %s does not know it. Apply the pipeline first, or correct the name."
                        .formatted(purpose, url)));
  }

  /**
   * All entries of a list that is answered in pages.
   *
   * @param path with or without a query
   */
  <P extends ListPage<T>, T> List<T> all(String purpose, String path, Class<P> type) {
    List<T> all = new ArrayList<>();
    String list = path + (path.contains("?") ? "&" : "?") + "limit=1000&cursor=";
    String cursor = "";
    while (cursor != null) {
      P page = find(purpose, list + segment(cursor), type);
      all.addAll(page.entries());
      cursor = page.nextCursor();
    }
    return List.copyOf(all);
  }

  /** A part of a list. */
  interface ListPage<T> {
    List<T> entries();

    /** Where the next part begins; null on the last. */
    @Nullable
    String nextCursor();
  }

  <T> T post(String purpose, String path, Object body, Class<T> type) {
    return change("POST", purpose, path, body, type);
  }

  <T> T put(String purpose, String path, Object body, Class<T> type) {
    return change("PUT", purpose, path, body, type);
  }

  <T> T delete(String purpose, String path, Class<T> type) {
    return change("DELETE", purpose, path, Map.of(), type);
  }

  private <T> T change(String method, String purpose, String path, Object body, Class<T> type) {
    HttpRequest.Builder request =
        request(purpose, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(Json.write(body)));
    return read(purpose, accepted(purpose, send(purpose, request.build())), type);
  }

  private HttpRequest.Builder request(String purpose, String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_TIMEOUT);
      return apiKey == null ? request : request.header("Authorization", "Bearer " + apiKey);
    } catch (IllegalArgumentException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot "
              + purpose
              + ": registry.url '"
              + url
              + "' is no http address. Set it to the registry's, for example http://127.0.0.1:17105.",
          e);
    }
  }

  private HttpResponse<String> send(String purpose, HttpRequest request) {
    try {
      return Failsafe.with(retries).get(() -> http.send(request, BodyHandlers.ofString()));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw down(purpose, String.valueOf(reason(e.getCause())), e.getCause());
    }
  }

  private String accepted(String purpose, HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status < 300) {
      return answer.body();
    }
    String detail = detail(answer);
    if (COME_AGAIN.contains(status) || status >= 500) {
      throw down(purpose, "it answered " + status + ": " + detail, null);
    }
    if (status == 403) {
      throw new RegistryRefusedException(
          status,
          "Cannot %s: the key in registry.api-key may not do that in the registry at %s: %s"
              .formatted(purpose, url, detail));
    }
    if (status == 401) {
      throw new RegistryRefusedException(
          status,
          "Cannot %s: the registry at %s does not accept the key. Set registry.api-key to its key."
              .formatted(purpose, url));
    }
    throw new RegistryRefusedException(
        status, "Cannot %s: the registry at %s refused it: %s".formatted(purpose, url, detail));
  }

  private HeadgateException down(String purpose, String reason, @Nullable Throwable cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s: the registry at %s does not serve (%s). Start it, or correct registry.url."
            .formatted(purpose, url, reason),
        cause);
  }

  private <T> T read(String purpose, String body, Class<T> type) {
    try {
      return Json.MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot %s: the answer of %s is not that of a Headgate registry of this version (%s). Correct registry.url, or run the same version of both."
              .formatted(purpose, url, e.getOriginalMessage()),
          e);
    }
  }

  private static String reason(Throwable cause) {
    // ConnectException of the JDK client carries no message of its own.
    return cause.getMessage() != null ? cause.getMessage() : cause.getClass().getSimpleName();
  }

  private static String detail(HttpResponse<String> answer) {
    try {
      JsonNode problem = Json.MAPPER.readTree(answer.body());
      return problem.path("detail").asText(answer.body());
    } catch (JsonProcessingException e) {
      return answer.body();
    }
  }
}
