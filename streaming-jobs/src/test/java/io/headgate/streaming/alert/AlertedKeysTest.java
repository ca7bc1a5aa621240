package io.headgate.streaming.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.streaming.CheckpointFile;
import io.headgate.streaming.alert.ToldSignals.Alerted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertedKeysTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Alerted ROME = alerted("Rome", 0);
  private static final Alerted OSLO = alerted("Oslo", 0);

  @TempDir Path folder;

  @Test
  void aKeyThatHasPassedIsKnownAfterARestartUntilTheRegistryHasHeardOfIt() {
    AlertedKeys keys = keys();
    keys.keep(Set.of(ROME));
    keys.keep(Set.of(alerted("Rome", 9), OSLO));
    keys.keep(Set.of(OSLO));
    assertThat(keys().read()).containsExactlyInAnyOrder(ROME, OSLO);

    keys.write(Set.of(OSLO));

    assertThat(keys().read()).containsExactly(OSLO);
  }

  @Test
  void aBrokenFileIsNamedAndItsKeysAreNotInTheText() {
    CheckpointFile file = file();
    file.write("[{\"key\": {\"passenger\": secret}}]");

    assertThatThrownBy(() -> new AlertedKeys(file).read())
        .hasMessageContaining("alerted.json: no JSON of ours at offset")
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }

  private CheckpointFile file() {
    return new CheckpointFile(folder.toUri().toString(), "alerted.json", new Configuration());
  }

  private AlertedKeys keys() {
    AlertedKeys keys = new AlertedKeys(file());
    var unused = keys.read();
    return keys;
  }

  private static Alerted alerted(String city, int passed) {
    Instant lastPassed = passed == 0 ? null : NOON.plusSeconds(60L * passed);
    return new Alerted("rule-1", Map.of("city", city), NOON, lastPassed, passed);
  }
}
