package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.AlertClient;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.streaming.TestingReceiver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signals on their way to something that answers as a registry in trouble does. */
class SignalQueueTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private int refusal;
  private IntPredicate refuses = first -> true;
  private final TestingReceiver registry =
      new TestingReceiver(
          "{\"recorded\": 1, \"repeated\": 0, \"ignored\": 0}",
          body -> refuses.test(body.at("/signals/0/rule_version").asInt()) ? refusal : 200);
  private final SignalQueue queue =
      new SignalQueue(new RegistryClient(registry.address(), "key").withoutRetries().alerts());

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void signalsWaitWhileTheKeyIsRefused() {
    for (int status : List.of(401, 403)) {
      refusal = status;
      refuses = first -> true;
      queue.add(List.of(signal(status)));
      assertThatThrownBy(queue::send)
          .isInstanceOfSatisfying(
              RegistryRefusedException.class, e -> assertThat(e.status()).isEqualTo(status));

      refuses = first -> false;
      queue.send();

      assertThat(registry.bodies().get(registry.bodies().size() - 1).at("/signals/0/rule_version"))
          .hasToString(String.valueOf(status));
    }
  }

  @Test
  void ofManyThoseOfTheCallThatIsBadAreGivenUpOnce() {
    refusal = 400;
    refuses = first -> first == 0;
    int perCall = AlertClient.SIGNALS_PER_CALL;
    queue.add(IntStream.rangeClosed(0, perCall).mapToObj(SignalQueueTest::signal).toList());

    queue.send();
    queue.send();

    assertThat(registry.bodies())
        .extracting(body -> body.at("/signals/0/rule_version").asInt())
        .containsExactly(0, perCall);
  }

  private static AlertSignal signal(int version) {
    return new AlertSignal(
        "rule-1",
        version,
        Map.of("city", "Rome"),
        NOON,
        NOON.plusSeconds(60),
        AlertSignal.State.FIRING,
        1.0,
        null,
        NOON);
  }
}
