package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GapApiTest {
  private static final String DAY = "event_date=2026-11-12";
  private static final Instant NOW = Flights.DAY.plus(Duration.ofHours(10));
  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void theSameGapTwiceIsOneAndKeepsWhoAcceptedIt() {
    OffsetGap first = gap(100, 200, "ana");
    registry.client().acceptGap(first);

    OffsetGap answer = registry.client().acceptGap(gap(100, 200, "ben"));

    assertThat(answer).isEqualTo(first);
    assertThat(registry.client().gaps(flights.name)).containsExactly(first);
  }

  @Test
  void aGapThatOverlapsIsRefusedWithWhatItOverlaps() {
    registry.client().acceptGap(gap(100, 200, "ana"));
    registry.client().acceptGap(gap(200, 300, "ana"));

    Answer answer = registry.post("/v1/gaps", Json.write(gap(150, 250, "ben")));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Offsets [150, 250) of t-0 overlap [100, 200), which ana accepted at"
                + " 2026-11-12T10:00:00Z. Send only what is not accepted yet.");
    assertThat(answer.body().path("overlapping"))
        .extracting(overlapping -> overlapping.path("from").asLong())
        .containsExactly(100L, 200L);
    assertThat(registry.client().gaps(flights.name)).hasSize(2);
  }

  @Test
  void aGapWithoutOffsetsIsRefused() {
    Answer answer = registry.post("/v1/gaps", Json.write(gap(5, 5, "ana")));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText()).contains("[5, 5) has none");
  }

  @Test
  void anAcceptedGapMendsTheBalanceWhetherItComesBeforeOrAfterTheRows() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry.client().postLedger(flights.epoch(2, Map.of(DAY, 100L)));
    registry.client().acceptGap(gap(100, 150, "ana"));

    assertThat(registry.client().gate(flights.raw, DAY).reasons())
        .extracting(Reason::text)
        .containsExactly("offsets 100 to 199 of t-0 were not read");

    registry.client().acceptGap(gap(150, 200, "ana"));
    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();

    registry.client().acceptGap(gap(300, 400, "ana"));
    registry.client().postLedger(flights.epoch(4, Map.of(DAY, 100L)));
    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();
  }

  private OffsetGap gap(long from, long until, String who) {
    return new OffsetGap(
        flights.name, "t", 0, from, until, "aged-out", "the disk was full", who, NOW);
  }
}
