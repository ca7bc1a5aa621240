package io.headgate.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowComparisonTest {
  private static final Map<String, Object> ATL = Map.of("origin", "ATL", "flights", 7L);
  private static final Map<String, Object> ORD = Map.of("origin", "ORD", "flights", 9L);
  private static final Rows TRUTH = new Rows(List.of(ATL, ORD));

  @Test
  void sameRowsInAnyOrderAreEqual() {
    assertThat(differences(List.of(ORD, ATL))).isEmpty();
  }

  @Test
  void aMissingRowIsNamed() {
    assertThat(differences(List.of(ATL)))
        .singleElement()
        .asString()
        .startsWith("missing [origin=ORD]");
  }

  @Test
  void aDoubledRowIsNamed() {
    assertThat(differences(List.of(ATL, ATL, ORD)))
        .containsExactly("2 times instead of 1 [origin=ATL]");
  }

  @Test
  void anAlteredRowIsNamed() {
    assertThat(differences(List.of(ATL, Map.of("origin", "ORD", "flights", 8L))))
        .singleElement()
        .asString()
        .startsWith("different [origin=ORD]");
  }

  @Test
  void anExtraRowIsNamed() {
    assertThat(differences(List.of(ATL, ORD, Map.of("origin", "LAX", "flights", 1L))))
        .singleElement()
        .asString()
        .startsWith("extra [origin=LAX]");
  }

  private static List<String> differences(List<Map<String, Object>> store) {
    return RowComparison.differences(TRUTH, new Rows(store), List.of("origin"));
  }
}
