package io.headgate.registry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.registry.ColumnImpact.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractUsesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "delay > 0, delay, true",
        "DELAY > 0, delay, true",
        "`delay` IS NULL, delay, true",
        "delay_minutes > 0, delay, false",
        "reason <> 'delay', delay, false",
        "reason <> 'it''s a delay' OR delay = 1, delay, true",
        "trip.delay > 0, delay, true"
      })
  void anExpressionMentionsAColumnByAWordOfItsOwn(
      String expression, String column, boolean mentioned) {
    assertThat(ContractUses.mentions(expression, column)).isEqualTo(mentioned);
  }

  @Test
  void aCheckUsesItsColumnAndTheKeyOfItsReference() {
    Rollup routes =
        new Rollup(
            "routes",
            "SELECT 1",
            Grain.DAILY,
            List.of(),
            null,
            List.of(
                new Check.InReference("is_airport", 1, "destination", "airports"),
                new Check.CustomSql("two_ends", 1, "origin <> destination"),
                new Check.AllowedValues("large", 1, "destination", List.of("ATL")),
                new Check.Freshness("fresh", 1, "latest_at", Duration.ofHours(1))));

    List<Use> uses =
        ContractUses.of(
            contract(routes),
            Map.of(
                "reference.airports", Set.of("iata", "city"),
                "rollup.routes", Set.of("destination", "latest_at")));

    assertThat(uses)
        .extracting(use -> use.kind() + " " + use.dataset() + "." + use.column() + " " + use.name())
        .containsExactlyInAnyOrder(
            "CHECK reference.airports.iata is_airport",
            "CHECK rollup.routes.destination is_airport",
            "CHECK rollup.routes.destination two_ends",
            "CHECK rollup.routes.destination large",
            "CHECK rollup.routes.latest_at fresh");
  }

  private static PipelineContract contract(Rollup rollup) {
    return new PipelineContract(
        "flights",
        "aviation",
        List.of(),
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(1), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(),
        List.of(
            new Reference(
                "airports",
                "iata",
                Map.of("iata", "string", "city", "string"),
                new ReferenceOrigin.Csv("airports.csv", "0"))),
        List.of(),
        List.of(),
        List.of(rollup),
        new Retention(Duration.ofDays(7), Duration.ofDays(14)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }
}
