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
  void daysOfRawAndQuarantineMayBeGiven() throws IOException {
    String text =
        "{\"topic\": \"P7D\", \"dead_letters\": \"P7D\", \"raw\": \"P400D\", \"quarantine\": \"P30D\"}";

    Retention retention = Json.MAPPER.readValue(text, Retention.class);

    assertThat(retention)
        .isEqualTo(new Retention(WEEK, WEEK, Duration.ofDays(400), Duration.ofDays(30)));
    assertThat(Json.MAPPER.readValue(Json.write(retention), Retention.class)).isEqualTo(retention);
  }
}
