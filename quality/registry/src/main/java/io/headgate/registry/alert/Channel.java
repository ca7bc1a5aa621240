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
 * A way to tell a team: PagerDuty Events API v2, Slack's incoming webhooks, or an address that
 * takes JSON.
 *
 * @param kind what it speaks
 * @param url where it listens
 * @param routingKey PagerDuty's integration key, a secret; empty for a webhook
 */
public record Channel(Kind kind, URI url, String routingKey) {
  private static final String PAGERDUTY = "pagerduty://";
  private static final String SLACK = "slack+";
  private static final int DIGEST_LENGTH = 16;
  private static final int HIGHEST_PORT = 65_535;

  /** PagerDuty cuts a longer summary off. */
  private static final int LONGEST_SUMMARY = 1024;

  /** What a channel speaks. */
  public enum Kind {
    PAGERDUTY,
    SLACK,
    WEBHOOK
  }

  public Channel {
    requireNonNull(kind);
    requireNonNull(url);
    requireNonNull(routingKey);
  }

  /**
   * Reads {@code pagerduty://<routing key>}, {@code slack+https://...} or an http address; empty
   * for anything else.
   */
  static Optional<Channel> parse(String text, URI pagerDuty) {
    if (text.startsWith(PAGERDUTY)) {
      String key = text.substring(PAGERDUTY.length());
      return key.isBlank()
          ? Optional.empty()
          : Optional.of(new Channel(Kind.PAGERDUTY, pagerDuty, key));
    }
    if (text.startsWith(SLACK)) {
      return httpAddress(text.substring(SLACK.length()))
          .map(url -> new Channel(Kind.SLACK, url, ""));
    }
    return httpAddress(text).map(Channel::webhook);
  }

  static Channel webhook(URI url) {
    return new Channel(Kind.WEBHOOK, url, "");
  }

  /** An address that can be called. */
  static Optional<URI> httpAddress(String text) {
    return anyHttpAddress(text).filter(url -> url.getPort() <= HIGHEST_PORT);
  }

  /** One that may name a port that there is not. */
  static Optional<URI> anyHttpAddress(String text) {
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
  String body(Notice notice) {
    return Json.write(
        switch (kind) {
          case PAGERDUTY -> event(notice);
          case SLACK -> message(notice);
          case WEBHOOK -> webhook(notice);
        });
  }

  private Map<String, Object> event(Notice notice) {
    Subject subject = notice.subject();
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("routing_key", routingKey);
    event.put("event_action", action(notice));
    event.put("dedup_key", subject.dedupKey());
    if (notice.action() == Notice.Action.TRIGGER) {
      Map<String, Object> payload = new LinkedHashMap<>();
      payload.put("summary", summary(subject.text()));
      payload.put("source", subject.source());
      payload.put("severity", subject.severity());
      payload.put("timestamp", subject.since());
      payload.put("component", subject.pipeline());
      payload.put("group", subject.team());
      payload.put("class", subject.kind());
      payload.put("custom_details", subject.details());
      event.put("payload", payload);
      event.put("client", "Headgate");
    }
    return event;
  }

  private static Map<String, Object> message(Notice notice) {
    Subject subject = notice.subject();
    String began = notice.action() == Notice.Action.TRIGGER ? "Began" : "Over";
    String text = "%s: [%s] %s".formatted(began, subject.pipeline(), subject.text());
    // Slack reads these three as its own marks.
    return Map.of("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }

  private static Map<String, Object> webhook(Notice notice) {
    Subject subject = notice.subject();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("action", action(notice));
    told.put("dedup_key", subject.dedupKey());
    told.put("team", subject.team());
    told.put("severity", subject.severity());
    told.put("text", subject.text());
    told.put(subject.name(), subject.details());
    return told;
  }

  private static String action(Notice notice) {
    return notice.action().name().toLowerCase(Locale.ROOT);
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
