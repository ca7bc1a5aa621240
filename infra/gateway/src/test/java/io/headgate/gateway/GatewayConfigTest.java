package io.headgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.http.AccessConfig.Rate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  private static final Map<String, String> COMPLETE =
      Map.of(
          "HEADGATE_GATEWAY_PORT", "17109",
          "HEADGATE_GATEWAY_KAFKA", "127.0.0.1:17100",
          "HEADGATE_GATEWAY_REGISTRY_URL", "http://127.0.0.1:17105",
          "HEADGATE_GATEWAY_REGISTRY_API_KEY", "0123456789abcdef");

  @Test
  void aProducerHasTheQuotaOfItsNameOrTheOneOfAll() {
    Map<String, String> environment = new HashMap<>(COMPLETE);
    assertThat(GatewayConfig.fromEnvironment(environment).quotas().of("shop"))
        .isEqualTo(new Rate(10_000, 20_000));

    environment.put("HEADGATE_GATEWAY_EVENTS_PER_SECOND", "0");
    environment.put("HEADGATE_GATEWAY_QUOTAS", "shop=700, partner = 5");
    Quotas quotas = GatewayConfig.fromEnvironment(environment).quotas();
    assertThat(quotas.of("shop")).isEqualTo(new Rate(700, 1_400));
    // A whole batch must fit.
    assertThat(quotas.of("partner")).isEqualTo(new Rate(5, 1_000));
    assertThat(quotas.of("other").isUnlimited()).isTrue();
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                GatewayConfig.fromEnvironment(
                    Map.of(
                        "HEADGATE_GATEWAY_PORT", "none",
                        "HEADGATE_GATEWAY_KAFKA", "k",
                        "HEADGATE_GATEWAY_REGISTRY_URL", "r",
                        "HEADGATE_GATEWAY_QUOTAS", "shop=many",
                        "HEADGATE_GATEWAY_BUFFER_BYTES", "1")))
        .hasMessage(
            "Cannot start the gateway: HEADGATE_GATEWAY_PORT is 'none', which is no TCP port;"
                + " HEADGATE_GATEWAY_REGISTRY_API_KEY is missing;"
                + " HEADGATE_GATEWAY_QUOTAS is 'shop=many', and not a list such as"
                + " shop=20000,partner=500; HEADGATE_GATEWAY_BUFFER_BYTES is '1', and not a number"
                + " of bytes from 1 MiB to 1 GiB. Set these environment variables.");
  }
}
