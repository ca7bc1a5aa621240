package io.headgate.registry.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The channels of each team. {@code *} stands for teams that have none of their own.
 *
 * @param byTeam channels per team
 * @param signature how bodies for webhooks are signed
 */
public record Channels(Map<String, List<Channel>> byTeam, Signature signature) {
  /** Nobody is told. */
  public static final Channels NONE = new Channels(Map.of(), Signature.NONE);

  /** A team's channels of one kind, as rules name them. */
  private static final Map<String, Channel.Kind> OF_TEAM =
      Map.of("pagerduty://", Channel.Kind.PAGERDUTY, "slack://", Channel.Kind.SLACK);

  private static final String OTHERS = "*";
  private static final String FORM =
      "{\"team\": [\"pagerduty://<routing key>\", \"slack+https://...\", \"https://...\"], \"*\": [...]}";

  public Channels {
    byTeam = Map.copyOf(byTeam);
  }

  public List<Channel> of(String team) {
    return byTeam.getOrDefault(team, byTeam.getOrDefault(OTHERS, List.of()));
  }

  /**
   * The channels that a rule names: {@code pagerduty://<team>}, {@code slack://<team>} or an http
   * address; none for anything else and for a team that has none of that kind.
   */
  public List<Channel> named(String text) {
    for (Map.Entry<String, Channel.Kind> form : OF_TEAM.entrySet()) {
      if (text.startsWith(form.getKey())) {
        return byTeam.getOrDefault(text.substring(form.getKey().length()), List.of()).stream()
            .filter(channel -> channel.kind() == form.getValue())
            .toList();
      }
    }
    return Channel.httpAddress(text).map(Channel::webhook).stream().toList();
  }

  /** The team that a rule's channel names; empty for an address. */
  public static Optional<String> team(String text) {
    return OF_TEAM.keySet().stream()
        .filter(text::startsWith)
        .map(form -> text.substring(form.length()))
        .findFirst();
  }

  /** A rule's channel for whoever may not send to it: of an address only the host. */
  public static String withoutSecret(String text) {
    return Channel.anyHttpAddress(text)
        .map(url -> url.getScheme() + "://" + url.getHost() + "/...")
        .orElse(text);
  }

  public Channels with(Signature ofWebhooks) {
    return new Channels(byTeam, ofWebhooks);
  }

  /**
   * Reads the settings; texts of mistakes repeat no value, as values are secrets.
   *
   * @param setting JSON, or the path of a file that holds it; empty for none
   */
  public static Channels parse(String name, String setting, URI pagerDuty, List<String> mistakes) {
    if (setting.isBlank()) {
      return NONE;
    }
    try {
      String json =
          setting.stripLeading().startsWith("{") ? setting : Files.readString(Path.of(setting));
      return parse(name, Json.MAPPER.readTree(json), pagerDuty, mistakes);
    } catch (JsonProcessingException e) {
      mistakes.add(name + " is no JSON of the form " + FORM);
    } catch (IOException | InvalidPathException e) {
      mistakes.add(name + " is neither JSON nor a file that can be read");
    }
    return NONE;
  }

  private static Channels parse(
      String name, JsonNode settings, URI pagerDuty, List<String> mistakes) {
    Map<String, List<Channel>> byTeam = new HashMap<>();
    settings
        .fields()
        .forEachRemaining(
            team -> {
              List<Channel> channels = new ArrayList<>();
              for (JsonNode each : team.getValue()) {
                Channel.parse(each.asText(), pagerDuty)
                    .ifPresentOrElse(
                        channels::add,
                        () ->
                            mistakes.add(
                                "%s: a channel of team '%s' is neither pagerduty://<routing key>, slack+https://... nor an http address"
                                    .formatted(name, team.getKey())));
              }
              byTeam.put(team.getKey(), List.copyOf(channels));
            });
    return new Channels(byTeam, Signature.NONE);
  }
}
