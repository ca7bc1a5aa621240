package io.headgate.streaming.stage;

import static io.headgate.streaming.stage.TestingStages.departure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.PiiDeclaration;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaEvolutionTest {
  private static final String PLAIN = "{'name':'zip','type':'string'}";
  private static final String HASHED = "{'name':'zip','type':'string','pii':'hash'}";
  private static final String KEEPS_TWO =
      "{'name':'zip','type':'string','pii':'truncate','pii_keep':2}";
  private static final String KEEPS_ALL =
      "{'name':'zip','type':'string','pii':'truncate','pii_keep':200}";
  private static final String GATE = "{'name':'gate','type':['null','string'],'default':null}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        HASHED + "|" + PLAIN + "|hash",
        PLAIN + "|" + HASHED + "|not set",
        KEEPS_TWO + "|" + KEEPS_ALL + "|truncate, pii_keep 2",
        KEEPS_TWO + "|" + HASHED + "|truncate, pii_keep 2"
      })
  void aKnownFieldStaysMaskedAsItIsWhileNewFieldsCome(String before, String after, String mask) {
    Schema next = SchemaEvolution.next(schema(before), schema(after + "," + GATE));

    assertThat(PiiDeclaration.words(next.getField("zip"))).isEqualTo(mask);
    assertThat(next.getField("gate")).isNotNull();
    assertThat(new Schema.Parser().parse(next.toString())).isEqualTo(next);
    assertThat(SchemaEvolution.next(next, schema(after + "," + GATE))).isEqualTo(next);
  }

  @Test
  void theNewestSchemaIsTakenAsItIsWhenItMasksAlike() {
    Schema newest = schema(KEEPS_TWO + "," + GATE);

    assertThat(SchemaEvolution.next(schema(KEEPS_TWO), newest)).isSameAs(newest);
  }

  @Test
  void aFieldThatCouldNotBeMaskedAnyMoreLeavesTheSchemaAsItIs() {
    assertThatThrownBy(
            () ->
                SchemaEvolution.next(
                    schema("{'name':'zip','type':'string','pii':'hash'}"),
                    schema("{'name':'zip','type':'bytes'}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot mask field zip: 'pii' of field 'zip' is 'hash', and the field is no string. Make it a string, or write \"pii\": \"drop\".");
  }

  private static Schema schema(String more) {
    return departure(more.replace('\'', '"'));
  }
}
