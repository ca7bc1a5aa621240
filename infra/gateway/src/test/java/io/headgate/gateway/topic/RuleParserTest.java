package io.headgate.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleParserTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "R", "fields": [
                {"name": "count", "type": "int"},
                {"name": "share", "type": ["null", "double"]},
                {"name": "code", "type": ["null", "string"]},
                {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
              """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "count = 5|true",
        "count <> 5|false",
        "count between 5 and 7|true",
        "count BETWEEN 6 AND 7|false",
        "count > 4.5 AND count <= 5|true",
        "count IN (1, 5)|true",
        "share = 0.1|true",
        "share >= 0.10001|false",
        "code = 'ab'|true",
        "code != 'ab'|false",
        "code IN ('x', 'ab')|true",
        "code RLIKE 'b$'|true",
        "code RLIKE '^b'|false",
        "code IS NOT NULL AND share IS NOT NULL|true",
      })
  void aSimpleRuleIsJudgedAsSparkWould(String rule, boolean holds) {
    GenericRecord event = new GenericData.Record(SCHEMA);
    event.put("count", 5);
    event.put("share", 0.1);
    event.put("code", "ab");

    assertThat(RuleParser.parse(rule, List.of(SCHEMA)).orElseThrow().holdsFor(event))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"share > 0", "code = 'x'", "code <> 'x'", "code IS NOT NULL"})
  void aFieldThatIsNullBreaksIt(String rule) {
    GenericRecord event = new GenericData.Record(SCHEMA);

    assertThat(RuleParser.parse(rule, List.of(SCHEMA)).orElseThrow().holdsFor(event)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count = 5 OR count = 6",
        "NOT count = 5",
        "upper(code) = 'AB'",
        "count + 1 > 5",
        "code > 'a'",
        "code = 'it''s'",
        "code RLIKE '\\\\d'",
        "code RLIKE '('",
        "at > 5",
        "unknown = 1",
        "Count = 5",
        "count = 5e3",
        "count = 'five'",
        "code = 5",
        "count = 5;",
        "code = 'a' 'b'",
        "count == 5",
        "count = 5L",
        "code = \"ab\"",
        "code = r'ab'",
        "`code` = 'ab'",
        "code NOT IN ('x')",
        "code NOT RLIKE 'x'",
        "code LIKE 'x'",
        "count NOT BETWEEN 1 AND 2",
        "code IS NULL",
        "",
      })
  void everythingElseIsLeftToTheStream(String rule) {
    assertThat(RuleParser.parse(rule, List.of(SCHEMA))).isEmpty();
  }
}
