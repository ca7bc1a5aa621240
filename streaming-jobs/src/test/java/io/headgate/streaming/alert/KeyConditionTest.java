package io.headgate.streaming.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyConditionTest {
  private static final Map<String, String> ROME = Map.of("city", "Rome");
  private static final Map<String, String> LATE_OSLO = Map.of("kind", "late", "city", "Oslo");

  @Test
  void keysAreReadThatHaveAllDimensionsOfSomeRule() {
    assertThat(KeyCondition.anyOf(List.of(ROME, LATE_OSLO, ROME)))
        .isEqualTo(
            new KeyCondition(
                "(JSONExtractString(key, ?) = ? OR JSONExtractString(key, ?) = ? AND JSONExtractString(key, ?) = ?)",
                List.of("city", "Rome", "city", "Oslo", "kind", "late")));
  }

  @Test
  void oneRuleWithoutDimensionsIsAboutAllKeys() {
    assertThat(KeyCondition.anyOf(List.of(ROME, Map.of())))
        .isEqualTo(new KeyCondition("1", List.of()));
  }
}
