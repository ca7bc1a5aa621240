package io.headgate.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void flagBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
    Path file =
        file(
            """
            kafka.bootstrap-servers = file:1
            clickhouse.user = file
            catalog.user = file
            stack.postgres-password = not ours
            """);
    var source =
        new SettingsSource(
            Map.of(
                "HEADGATE_KAFKA_BOOTSTRAP_SERVERS", "environment:1",
                "HEADGATE_CLICKHOUSE_USER", "environment"));

    Settings settings = source.read(Map.of(Setting.KAFKA_BOOTSTRAP_SERVERS, "flag:1"), file);

    assertThat(settings.kafkaBootstrapServers()).isEqualTo("flag:1");
    assertThat(settings.clickhouseUser()).isEqualTo("environment");
    assertThat(settings.catalogUser()).isEqualTo("file");
    assertThat(settings.streamsTriggerInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.streamsCommitInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.streamsMaxOffsetsPerTrigger()).isEqualTo(4_000_000);
  }

  @Test
  void theEnvironmentNamesTheFileWhenNoFlagDoes() throws IOException {
    Path file = file("registry.url = http://127.0.0.1:1");

    Settings settings =
        new SettingsSource(Map.of("HEADGATE_CONFIG", file.toString())).read(Map.of(), null);

    assertThat(settings.registryUrl()).hasToString("http://127.0.0.1:1");
  }

  @Test
  void unknownKeysOfTheFileAreErrors() throws IOException {
    Path file = file("kafka.bootstrap-server = x\nregistry.uri = y");

    assertThatThrownBy(() -> new SettingsSource(Map.of()).read(Map.of(), file))
        .isInstanceOf(HeadgateException.class)
        .hasMessageStartingWith(
            "Cannot use configuration file %s: unknown keys kafka.bootstrap-server, registry.uri. Remove them, or correct them to one of catalog.password, catalog.url,"
                .formatted(file));
  }

  @Test
  void aFileThatIsNotThereIsAnErrorThatNamesIt() {
    Path file = folder.resolve("none.properties");

    assertThatThrownBy(() -> new SettingsSource(Map.of()).read(Map.of(), file))
        .hasMessage(
            "Cannot read configuration file %1$s: java.nio.file.NoSuchFileException: %1$s. Correct --config or HEADGATE_CONFIG, or make it readable."
                .formatted(file));
  }

  @Test
  void aMissingSettingNamesKeyAndRemedy() {
    assertThatThrownBy(() -> Settings.of(Map.of()).kafkaBootstrapServers())
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot read setting kafka.bootstrap-servers (Kafka brokers, host:port[,host:port]): it is not set. Give --kafka-bootstrap-servers, set HEADGATE_KAFKA_BOOTSTRAP_SERVERS, or put kafka.bootstrap-servers into the file that --config or HEADGATE_CONFIG names.");
  }

  @Test
  void aMissingSecretIsNeverAskedForAsAFlag() {
    assertThatThrownBy(() -> Settings.of(Map.of()).catalogPassword())
        .hasMessageContaining("it is not set. Set HEADGATE_CATALOG_PASSWORD, or put")
        .hasMessageNotContaining("--catalog-password");
  }

  @Test
  void aMalformedValueIsShown() {
    Settings settings = Settings.of(Map.of("streams.trigger-interval", "2 seconds"));

    assertThatThrownBy(settings::streamsTriggerInterval)
        .hasMessageStartingWith(
            "Cannot read setting streams.trigger-interval (time between micro-batches, ISO 8601 duration): '2 seconds' is not one.");
  }

  @Test
  void printingSettingsShowsNoValues() {
    assertThat(Settings.of(Map.of("catalog.password", "hidden")).toString())
        .isEqualTo("Settings[CATALOG_PASSWORD]");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("headgate.properties"), content);
  }
}
