package io.headgate.streaming.stage;

import static io.headgate.streaming.stage.TestingStages.departure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.PiiDeclaration;
import io.headgate.platform.job.Settings;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    Schema next = next(schema(before), schema(after + "," + GATE));

    assertThat(PiiDeclaration.words(next.getField("zip"))).isEqualTo(mask);
    assertThat(next.getField("gate")).isNotNull();
    assertThat(new Schema.Parser().parse(next.toString())).isEqualTo(next);
    assertThat(next(next, schema(after + "," + GATE))).isEqualTo(next);
  }

  @Test
  void theNewestSchemaIsTakenAsItIsWhenItMasksAlike() {
    Schema newest = schema(KEEPS_TWO + "," + GATE);

    assertThat(next(schema(KEEPS_TWO), newest)).isSameAs(newest);
  }

  @Test
  void aFieldThatCouldNotBeMaskedAnyMoreLeavesTheSchemaAsItIs() {
    assertThatThrownBy(
            () ->
                next(
                    schema("{'name':'zip','type':'string','pii':'hash'}"),
                    schema("{'name':'zip','type':'bytes'}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot mask field zip: 'pii' of field 'zip' is 'hash', and the field is no string. Make it a string, or write \"pii\": \"drop\".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'zip','type':'int','default':0,'pii':'hash'}",
        "{'name':'zip','type':'string','default':'','pii':'truncate','pii_keep':'2'}",
        "{'name':'zip','type':'string','default':'','pii':'encrypt'}",
        "{'name':'zip','type':{'type':'string','pii':'hash'},'default':''}"
      })
  void aNewFieldThatCannotBeMaskedGetsNoColumnAndTheOthersCome(String added) {
    Schema next = next(schema(PLAIN.replace("zip", "city")), schema(city() + added + "," + GATE));

    assertThat(next.getField("zip")).isNull();
    assertThat(next.getField("gate")).isNotNull();
  }

  @Test
  void aNewHashedFieldGetsAColumnOnlyWhereThereIsAKey() {
    Settings without = Settings.of(Map.of("registry.url", "http://127.0.0.1:1"));
    Schema known = schema(PLAIN.replace("zip", "city"));
    Schema newest = schema(city() + HASHED.replace("'pii'", "'default':'','pii'"));

    assertThat(next(known, newest).getField("zip")).isNotNull();
    assertThat(
            SchemaEvolution.next(known, newest, new NewMasks(without, "flights")::areDoable)
                .getField("zip"))
        .isNull();
  }

  @Test
  void oneColumnIsNotMaskedInTwoWays() {
    Schema departure = schema(KEEPS_TWO);
    Schema arrival =
        new Schema.Parser().parse(schema(KEEPS_ALL).toString().replace("Departure", "Arrival"));

    assertThatThrownBy(
            () ->
                NewMasks.requireOnePerField(
                    TestingContract.of("topic", departure, arrival).contract()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The event types of pipeline departures mask field zip in different ways. Write the same pii in each.");
  }

  private static String city() {
    return PLAIN.replace("zip", "city") + ",";
  }

  private static Schema next(Schema known, Schema newest) {
    Settings settings = Settings.of(Map.of("pii.hash-key", TestingStages.HASH_KEY));
    return SchemaEvolution.next(known, newest, new NewMasks(settings, "flights")::areDoable);
  }

  private static Schema schema(String more) {
    return departure(more.replace('\'', '"'));
  }
}
