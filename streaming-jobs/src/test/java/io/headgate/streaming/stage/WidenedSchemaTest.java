package io.headgate.streaming.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class WidenedSchemaTest {
  @Test
  void numbersAreAsWideAsInTheNewerSchemaAndAllElseStaysAsItWas() {
    Schema known =
        ride(
            """
            {"name": "rider", "type": "string", "pii": "hash"},
            {"name": "minutes", "type": "int", "default": 0},
            {"name": "fare", "type": ["null", "float"], "default": null},
            {"name": "day", "type": {"type": "int", "logicalType": "date"}},
            {"name": "stops", "type": {"type": "array", "items": {
              "type": "record", "name": "Stop", "fields": [{"name": "seconds", "type": "int"}]}}},
            {"name": "tolls", "type": {"type": "map", "values": "float"}}
            """);
    Schema newest =
        ride(
            """
            {"name": "tip", "type": ["null", "double"], "default": null},
            {"name": "rider", "type": ["null", "string"], "pii": "hash", "default": null},
            {"name": "minutes", "type": ["null", "long"], "default": null},
            {"name": "fare", "type": ["null", "double"], "default": null},
            {"name": "day", "type": "long"},
            {"name": "stops", "type": {"type": "array", "items": {
              "type": "record", "name": "Stop", "fields": [
                {"name": "seconds", "type": "long"}, {"name": "name", "type": "string", "default": ""}]}}},
            {"name": "tolls", "type": {"type": "map", "values": "double"}}
            """);

    assertThat(WidenedSchema.of(known, newest))
        .isEqualTo(
            ride(
                """
                {"name": "rider", "type": "string", "pii": "hash"},
                {"name": "minutes", "type": "long", "default": 0},
                {"name": "fare", "type": ["null", "double"], "default": null},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "stops", "type": {"type": "array", "items": {
                  "type": "record", "name": "Stop", "fields": [{"name": "seconds", "type": "long"}]}}},
                {"name": "tolls", "type": {"type": "map", "values": "double"}}
                """));
    assertThat(WidenedSchema.of(newest, known)).isEqualTo(newest);
  }

  private static Schema ride(String fields) {
    return new Schema.Parser()
        .parse("{\"type\": \"record\", \"name\": \"Ride\", \"fields\": [%s]}".formatted(fields));
  }
}
