package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.registry.alert.Channel;
import io.headgate.registry.alert.Channels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsTest {
  private static final URI PAGERDUTY = URI.create("https://events.example/v2/enqueue");
  private static final String SETTING =
      """
      {"aviation": ["pagerduty://a-secret-key"], "*": ["https://hooks.example/a-secret-path"]}
      """;

  private final List<String> mistakes = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void aTeamHasItsOwnChannelsAndTheOthersShareWhatIsForAll() {
    Channels channels = parse(SETTING);

    assertThat(channels.of("aviation"))
        .containsExactly(new Channel(Channel.Kind.PAGERDUTY, PAGERDUTY, "a-secret-key"));
    assertThat(channels.of("rail")).extracting(Channel::kind).containsExactly(Channel.Kind.WEBHOOK);
    assertThat(parse("").of("aviation")).isEmpty();
    assertThat(mistakes).isEmpty();
  }

  @Test
  void aRuleNamesATeamsChannelsByTheirKindOrAnAddress() {
    Channels channels =
        parse(
            """
            {"aviation": ["pagerduty://a-secret-key", "slack+https://hooks.slack.example/T/B"],
             "*": ["pagerduty://of-all"]}
            """);

    assertThat(channels.named("pagerduty://aviation")).hasToString("[pagerduty at events.example]");
    assertThat(channels.named("slack://aviation")).hasToString("[slack at hooks.slack.example]");
    assertThat(channels.named("https://own.example/hook")).hasToString("[webhook at own.example]");
    assertThat(channels.named("pagerduty://rail")).isEmpty();
    assertThat(channels.named("mailto:ana@example.org")).isEmpty();
    assertThat(channels.named("https://own.example:65535/hook")).hasSize(1);
    assertThat(channels.named("https://own.example:65536/a-secret")).isEmpty();
    assertThat(Channels.withoutSecret("https://own.example:65536/a-secret"))
        .isEqualTo("https://own.example/...");
    assertThat(mistakes).isEmpty();
  }

  @Test
  void theSettingsMayStandInAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("channels.json"), SETTING);

    assertThat(parse(file.toString()).of("aviation")).hasSize(1);
  }

  @Test
  void mistakesAreToldWithoutTheSecrets() {
    parse("{\"aviation\": [\"a-secret-key\"]}");
    parse("{\"aviation\": ");
    parse(folder.resolve("missing").toString());

    assertThat(mistakes)
        .containsExactly(
            "CHANNELS: a channel of team 'aviation' is neither pagerduty://<routing key>,"
                + " slack+https://... nor an http address",
            "CHANNELS is no JSON of the form {\"team\": [\"pagerduty://<routing key>\","
                + " \"slack+https://...\", \"https://...\"], \"*\": [...]}",
            "CHANNELS is neither JSON nor a file that can be read");
  }

  @Test
  void aChannelDoesNotTellItsSecretInALog() {
    Channels channels = parse(SETTING);

    assertThat(channels.of("aviation")).hasToString("[pagerduty at events.example]");
    assertThat(channels.of("rail")).hasToString("[webhook at hooks.example]");
  }

  private Channels parse(String setting) {
    return Channels.parse("CHANNELS", setting, PAGERDUTY, mistakes);
  }
}
