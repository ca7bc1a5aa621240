package io.headgate.registry.alert;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/**
 * Sends to one channel; tries a few times while it does not answer or says that it cannot, for
 * {@link #LONGEST} in all.
 */
final class AlertSender {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(15);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private final Signature signature;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final RetryPolicy<HttpResponse<Void>> retries =
      RetryPolicy.<HttpResponse<Void>>builder()
          .handle(IOException.class)
          .handleResultIf(AlertSender::mayPass)
          .withMaxRetries(2)
          .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(2))
          .withJitter(0.2)
          .build();

  /** The client's own limit ends with the head of an answer: its body may still hang. */
  private final Timeout<HttpResponse<Void>> limit =
      Timeout.<HttpResponse<Void>>builder(LONGEST).withInterrupt().build();

  AlertSender(Signature signature) {
    this.signature = signature;
  }

  /** How it ended. */
  enum End {
    DELIVERED,
    /** The same would be refused again. */
    REFUSED,
    /** Later it may be taken. */
    FAILED
  }

  /**
   * How it ended, and why.
   *
   * @param reason empty when it was delivered
   */
  record Outcome(End end, String reason) {}

  Outcome send(Channel channel, Notice notice, Instant now) {
    try {
      return send(channel, request(channel, notice, now));
    } catch (IllegalArgumentException e) {
      // The client's text may repeat the address, which may be a secret.
      return new Outcome(End.REFUSED, channel + " has an address that cannot be called");
    }
  }

  private HttpRequest request(Channel channel, Notice notice, Instant now) {
    String body = channel.body(notice);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(channel.url())
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", notice.subject().dedupKey() + "-" + notice.action())
            .POST(BodyPublishers.ofString(body));
    if (channel.kind() == Channel.Kind.WEBHOOK) {
      signature.of(body, now).ifPresent(value -> request.header(Signature.HEADER, value));
    }
    return request.build();
  }

  private Outcome send(Channel channel, HttpRequest request) {
    try {
      HttpResponse<Void> answer =
          Failsafe.with(limit, retries).get(() -> http.send(request, BodyHandlers.discarding()));
      if (answer.statusCode() / 100 == 2) {
        return new Outcome(End.DELIVERED, "");
      }
      return new Outcome(
          mayPass(answer) ? End.FAILED : End.REFUSED, channel + " answered " + answer.statusCode());
    } catch (FailsafeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return new Outcome(
          End.FAILED, channel + " does not answer (" + cause.getClass().getSimpleName() + ")");
    }
  }

  private static boolean mayPass(HttpResponse<Void> answer) {
    return answer.statusCode() >= 500
        || answer.statusCode() == TOO_MANY_REQUESTS
        || answer.statusCode() == REQUEST_TIMEOUT;
  }
}
