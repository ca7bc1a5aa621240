package io.headgate.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Incompatibility;
import io.headgate.registry.schema.CompatibilityCheck.Earlier;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityCheckTest {
  private static final String ID = "{\"name\":\"id\",\"type\":\"string\"}";
  private static final String REQUIRED = "{\"name\":\"delay\",\"type\":\"int\"}";
  private static final String OPTIONAL = "{\"name\":\"delay\",\"type\":\"int\",\"default\":0}";
  private static final String WIDER = "{\"name\":\"delay\",\"type\":\"long\"}";
  private static final String TEXT = "{\"name\":\"delay\",\"type\":\"string\"}";

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "NONE, TEXT_FOR_INT, true",
    "BACKWARD, OPTIONAL_ADDED, true",
    "BACKWARD, REQUIRED_ADDED, false",
    "BACKWARD, REQUIRED_REMOVED, true",
    "BACKWARD, WIDENED, true",
    "BACKWARD, TEXT_FOR_INT, false",
    "FORWARD, REQUIRED_ADDED, true",
    "FORWARD, REQUIRED_REMOVED, false",
    "FORWARD, WIDENED, false",
    "FULL, OPTIONAL_ADDED, true",
    "FULL, REQUIRED_ADDED, false",
    "FULL, REQUIRED_REMOVED, false",
    "FULL, WIDENED, false",
  })
  void aChangeIsAllowedByLevel(Compatibility level, Change change, boolean allowed) {
    List<Earlier> earlier = List.of(new Earlier(1, record(change.before)));

    assertThat(CompatibilityCheck.between(record(change.after), earlier, level).isEmpty())
        .isEqualTo(allowed);
  }

  @Test
  void onlyATransitiveLevelLooksBehindTheNewestVersion() {
    // Version 2 gave the field a default, so it reads 1 and is read by 3; 3 cannot read 1.
    List<Earlier> earlier =
        List.of(new Earlier(1, record(ID)), new Earlier(2, record(ID, OPTIONAL)));
    Schema third = record(ID, REQUIRED);

    assertThat(CompatibilityCheck.between(third, earlier, Compatibility.BACKWARD)).isEmpty();
    assertThat(CompatibilityCheck.between(third, earlier, Compatibility.BACKWARD_TRANSITIVE))
        .extracting(Incompatibility::consumer)
        .containsExactly("data of version 1");
  }

  @Test
  void forwardAndFullLookBehindTheNewestVersionOnlyWhenTheyAreTransitive() {
    // Version 2 may lack the field that version 1 needs, for it never had it.
    List<Earlier> earlier =
        List.of(new Earlier(1, record(ID, REQUIRED)), new Earlier(2, record(ID)));
    Schema third = record(ID);

    assertThat(CompatibilityCheck.between(third, earlier, Compatibility.FORWARD)).isEmpty();
    assertThat(CompatibilityCheck.between(third, earlier, Compatibility.FULL)).isEmpty();
    for (Compatibility level :
        List.of(Compatibility.FORWARD_TRANSITIVE, Compatibility.FULL_TRANSITIVE)) {
      assertThat(CompatibilityCheck.between(third, earlier, level))
          .containsExactly(
              new Incompatibility(
                  "/fields/1",
                  "READER_FIELD_MISSING_DEFAULT_VALUE: delay",
                  "readers of version 1"));
    }
  }

  @Test
  void whatIsWrongDeepInASchemaIsNamedByItsPath() {
    String legs =
        "{\"name\":\"legs\",\"type\":{\"type\":\"array\",\"items\":"
            + "{\"type\":\"record\",\"name\":\"Leg\",\"fields\":[%s]}}}";

    assertThat(
            CompatibilityCheck.between(
                record(ID, legs.formatted(ID + "," + TEXT)),
                List.of(new Earlier(1, record(ID, legs.formatted(ID + "," + REQUIRED)))),
                Compatibility.BACKWARD))
        .extracting(Incompatibility::path)
        .containsExactly("/fields/1/type/items/fields/1/type");
  }

  @Test
  void anIncompatibilitySaysWhereWhyAndForWhom() {
    assertThat(
            CompatibilityCheck.between(
                record(ID, TEXT),
                List.of(new Earlier(4, record(ID, REQUIRED))),
                Compatibility.FULL))
        .containsExactly(
            new Incompatibility(
                "/fields/1/type",
                "TYPE_MISMATCH: reader type: STRING not compatible with writer type: INT",
                "data of version 4"),
            new Incompatibility(
                "/fields/1/type",
                "TYPE_MISMATCH: reader type: INT not compatible with writer type: STRING",
                "readers of version 4"));
  }

  @Test
  void theFirstVersionHasNothingToBreak() {
    assertThat(CompatibilityCheck.between(record(ID), List.of(), Compatibility.FULL_TRANSITIVE))
        .isEmpty();
  }

  private enum Change {
    OPTIONAL_ADDED(ID, ID + "," + OPTIONAL),
    REQUIRED_ADDED(ID, ID + "," + REQUIRED),
    REQUIRED_REMOVED(ID + "," + REQUIRED, ID),
    WIDENED(ID + "," + REQUIRED, ID + "," + WIDER),
    TEXT_FOR_INT(ID + "," + REQUIRED, ID + "," + TEXT);

    private final String before;
    private final String after;

    Change(String before, String after) {
      this.before = before;
      this.after = after;
    }
  }

  private static Schema record(String... fields) {
    return new Schema.Parser()
        .parse(
            "{\"type\":\"record\",\"name\":\"Departure\",\"fields\":["
                + String.join(",", fields)
                + "]}");
  }
}
