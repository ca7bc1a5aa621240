package io.headgate.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void whatAContractDoesNotAskForIsNotWrittenSoThatItKeepsItsVersion() {
    assertThat(Json.write(new Retention(WEEK, WEEK)))
        .isEqualTo("{\"topic\":\"PT168H\",\"dead_letters\":\"PT168H\"}");
  }

  @Test
  void daysOfTheLakesTablesMayBeGiven() throws IOException {
    String text =
        """
        {"topic": "P7D", "dead_letters": "P7D", "raw": "P400D", "quarantine": "P30D",
         "metrics": "P500D", "offending": "P60D"}""";

    Retention retention = Json.MAPPER.readValue(text, Retention.class);

    assertThat(retention)
        .isEqualTo(
            new Retention(
                WEEK,
                WEEK,
                Duration.ofDays(400),
                Duration.ofDays(30),
                Duration.ofDays(500),
                Duration.ofDays(60)));
    assertThat(Json.MAPPER.readValue(Json.write(retention), Retention.class)).isEqualTo(retention);
    assertThat(retention.keptOffending()).isEqualTo(Duration.ofDays(60));
  }

  @Test
  void offendingRowsGoWithTheRawEventsThatTheirValuesAreOf() {
    assertThat(new Retention(WEEK, WEEK).keptOffending()).isNull();
    assertThat(new Retention(WEEK, WEEK, WEEK, null, null, null).keptOffending()).isEqualTo(WEEK);
  }
}
