package io.headgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLayoutTest {
  @TempDir Path state;

  @Test
  void aStackKeepsThePortsThatItHadLastUnlessToldOtherwise() throws Exception {
    Map<String, String> first =
        Map.of("HEADGATE_STATE", state.toString(), "HEADGATE_PORT_BASE", "23450");
    StackLayout layout = StackLayout.of(first);
    StackProperties.prepare(layout).save(layout);

    assertThat(StackLayout.of(Map.of("HEADGATE_STATE", state.toString())).portBase())
        .isEqualTo(23450);
    Map<String, String> second =
        Map.of("HEADGATE_STATE", state.toString(), "HEADGATE_PORT_BASE", "23460");
    assertThat(StackLayout.of(second).port(StackPort.TRINO)).isEqualTo(23466);
  }

  @Test
  void withoutSettingsItIsInTheRepositoryOnPort17100() {
    StackLayout layout = StackLayout.of(Map.of("HEADGATE_REPOSITORY", state.toString()));
    assertThat(layout.state()).isEqualTo(state.resolve(".headgate"));
    assertThat(layout.port(StackPort.KAFKA)).isEqualTo(17100);
  }

  @Test
  void aPortBaseThatIsNoneIsRefusedWithItsSetting() {
    assertThatThrownBy(() -> StackLayout.of(Map.of("HEADGATE_PORT_BASE", "many")))
        .hasMessage("Cannot use port base 'many': it is not a number. Correct HEADGATE_PORT_BASE.");
    assertThatThrownBy(() -> StackLayout.of(Map.of("HEADGATE_PORT_BASE", "80")))
        .hasMessageContaining("it is not between 1024 and");
  }
}
