package io.headgate.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.RunReport.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final RunReport REPORT =
      new RunReport(
          "r1",
          "rollup.flights_by_origin_daily",
          "flights",
          1,
          Instant.parse("2026-11-12T00:00:00Z"),
          Instant.parse("2026-11-13T00:00:00Z"),
          PartitionState.PUBLISHED,
          Map.of("2026-11-12", 42L),
          List.of(new CheckResult("origin_known", Outcome.PASSED, 1.0, "no nulls")),
          Map.of("raw.flights", 7L),
          new Publication(8, 3, "file:///w/m.json"),
          Instant.parse("2026-11-13T01:00:00Z"),
          Instant.parse("2026-11-13T01:00:30Z"));

  @Test
  void fieldsAreSnakeCaseAndInstantsAreIso8601WhateverTheLocale() throws Exception {
    var json = Json.MAPPER.readTree(Json.write(REPORT));

    assertThat(json.path("window_start").asText()).isEqualTo("2026-11-12T00:00:00Z");
    assertThat(json.at("/publication/snapshot_id").asLong()).isEqualTo(8);
    assertThat(json.at("/partition_rows/2026-11-12").asLong()).isEqualTo(42);
    assertThat(json.path("inputs").path("raw.flights").asLong()).isEqualTo(7);
  }

  @Test
  void aReportComesBackAsItWasWritten() throws Exception {
    assertThat(Json.MAPPER.readValue(Json.write(REPORT), RunReport.class)).isEqualTo(REPORT);
  }

  @Test
  void anAnswerOfANewerRegistryMayCarryMoreFields() throws Exception {
    var read =
        Json.MAPPER.readValue(
            Json.write(REPORT).replace("{\"run_key\"", "{\"novelty\":1,\"run_key\""),
            RunReport.class);

    assertThat(read).isEqualTo(REPORT);
  }

  @Test
  void aMissingCountIsAMistakeAndNotAZero() {
    assertThatThrownBy(
            () ->
                Json.MAPPER.readValue(
                    Json.write(REPORT).replace("\"contract_version\":1,", ""), RunReport.class))
        .isInstanceOf(MismatchedInputException.class)
        .hasMessageContaining("contract_version");
  }

  @Test
  void theCanonicalFormDoesNotDependOnOrderAndSpacing() throws Exception {
    assertThat(Json.canonical(Json.MAPPER.readTree("{\"b\": [1, {\"d\":2,\"c\":1}], \"a\": 0}")))
        .isEqualTo("{\"a\":0,\"b\":[1,{\"c\":1,\"d\":2}]}");
  }
}
