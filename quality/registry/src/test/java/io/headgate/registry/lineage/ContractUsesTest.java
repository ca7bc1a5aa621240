package io.headgate.registry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

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
}
