package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.GateClient;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;
import org.awaitility.Awaitility;

/** The openings and closings of gates, which the service keeps a moment after they were. */
record GateHistory(GateClient gates) {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Waits until it begins so; newest first. */
  void await(String dataset, @Nullable String partition, Boolean... open) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(gates.history(dataset, partition, 10))
                    .extracting(change -> change.answer().open())
                    .startsWith(open));
  }

  static List<String> codes(GateAnswer answer) {
    return answer.reasons().stream().map(Reason::code).toList();
  }
}
