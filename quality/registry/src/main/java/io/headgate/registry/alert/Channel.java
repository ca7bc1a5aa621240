package io.headgate.registry.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A way to tell a team: PagerDuty Events API v2, or an address that takes JSON.
 *
 * @param kind what it speaks
 * @param url where it listens
 * @param routingKey PagerDuty's integration key, a secret; empty for a webhook
 */
public record Channel(Kind kind, URI url, String routingKey) {
  private static final String PAGERDUTY = "pagerduty://";
  private static final int DIGEST_LENGTH = 16;

  /** PagerDuty cuts a longer summary off. */
  private static final int LONGEST_SUMMARY = 1024;

  /** What a channel speaks. */
  public enum Kind {
    PAGERDUTY,
    WEBHOOK
  }

  public Channel {
    requireNonNull(kind);
    requireNonNull(url);
    requireNonNull(routingKey);
  }

  /** Reads {@code pagerduty://<routing key>} or an http address; empty for anything else. */
  static Optional<Channel> parse(String text, URI pagerDuty) {
    if (text.startsWith(PAGERDUTY)) {
      String key = text.substring(PAGERDUTY.length());
      return key.isBlank()
          ? Optional.empty()
          : Optional.of(new Channel(Kind.PAGERDUTY, pagerDuty, key));
    }
    return httpAddress(text).map(url -> new Channel(Kind.WEBHOOK, url, ""));
  }

  static Optional<URI> httpAddress(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Tells channels apart without telling their secrets. */
  String digest() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest((url + " " + routingKey).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** What is sent, as JSON. */
  String body(Alert alert) {
    return Json.write(kind == Kind.PAGERDUTY ? event(alert) : webhook(alert));
  }

  private Map<String, Object> event(Alert alert) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("routing_key", routingKey);
    event.put("event_action", action(alert));
    event.put("dedup_key", alert.dedupKey());
    if (alert.action() == Alert.Action.TRIGGER) {
      Map<String, Object> payload = new LinkedHashMap<>();
      payload.put("summary", summary(alert.incident().text()));
      payload.put("source", source(alert));
      payload.put("severity", alert.severity());
      payload.put("timestamp", alert.incident().openedAt());
      payload.put("component", alert.incident().pipeline());
      payload.put("group", alert.team());
      payload.put("class", alert.incident().kind());
      payload.put("custom_details", alert.incident());
      event.put("payload", payload);
      event.put("client", "Headgate");
    }
    return event;
  }

  private static Map<String, Object> webhook(Alert alert) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("action", action(alert));
    told.put("dedup_key", alert.dedupKey());
    told.put("team", alert.team());
    told.put("severity", alert.severity());
    told.put("incident", alert.incident());
    return told;
  }

  private static String action(Alert alert) {
    return alert.action().name().toLowerCase(Locale.ROOT);
  }

  private static String source(Alert alert) {
    String dataset = alert.incident().dataset();
    return dataset == null ? alert.incident().pipeline() : dataset;
  }

  private static String summary(String text) {
    return text.length() <= LONGEST_SUMMARY ? text : text.substring(0, LONGEST_SUMMARY - 3) + "...";
  }

  /** Names no secret: a webhook's address may be one. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " at " + url.getHost();
  }
}
