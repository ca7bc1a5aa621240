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

/**
 * The channels of each team. {@code *} stands for teams that have none of their own.
 *
 * @param byTeam channels per team
 */
public record Channels(Map<String, List<Channel>> byTeam) {
  /** Nobody is told. */
  public static final Channels NONE = new Channels(Map.of());

  private static final String OTHERS = "*";
  private static final String FORM =
      "{\"team\": [\"pagerduty://<routing key>\", \"https://...\"], \"*\": [...]}";

  public Channels {
    byTeam = Map.copyOf(byTeam);
  }

  public List<Channel> of(String team) {
    return byTeam.getOrDefault(team, byTeam.getOrDefault(OTHERS, List.of()));
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
                                "%s: a channel of team '%s' is neither pagerduty://<routing key> nor an http address"
                                    .formatted(name, team.getKey())));
              }
              byTeam.put(team.getKey(), List.copyOf(channels));
            });
    return new Channels(byTeam);
  }
}
