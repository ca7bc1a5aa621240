package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.aggregate.AggregateStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("bucket")
class AggregateStreamTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private final TestingPipeline pipeline = new TestingPipeline();

  @Test
  void aChangedWindowIsUpsertedWholeAndDuplicatesAndBadRecordsDoNotCount() throws Exception {
    try (RunningQuery query = start("whole")) {
      pipeline.send(
          List.of(
              value("a", NOON),
              value("a", NOON),
              new byte[] {1, 2, 3},
              value("b", NOON.plus(Duration.ofMinutes(59))),
              value("c", NOON.plus(Duration.ofMinutes(60)))));
      query.processAll();
      assertThat(pipeline.windows())
          .containsExactly("2026-01-05 12:00:00.000000 SFO 2", "2026-01-05 13:00:00.000000 SFO 1");

      pipeline.send(List.of(value("d", NOON), value("b", NOON)));
      query.processAll();
    }

    assertThat(pipeline.windows())
        .containsExactly("2026-01-05 12:00:00.000000 SFO 3", "2026-01-05 13:00:00.000000 SFO 1");
  }

  @Test
  void aReplayFromTheBeginningEndsInTheSameRows() throws Exception {
    pipeline.send(List.of(value("a", NOON), value("b", NOON)));
    try (RunningQuery query = start("before")) {
      query.processAll();
      pipeline.send(List.of(value("c", NOON)));
      query.processAll();
    }
    assertThat(pipeline.windows()).containsExactly("2026-01-05 12:00:00.000000 SFO 3");

    pipeline.send(List.of(value("d", NOON)));
    try (RunningQuery query = start("after")) {
      query.processAll();
    }

    assertThat(pipeline.windows()).containsExactly("2026-01-05 12:00:00.000000 SFO 4");
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultPoint.class,
      names = {"BEFORE_WINDOWS_INSERT", "AFTER_WINDOWS_INSERT", "BEFORE_CHECKPOINT_COMMIT"})
  void aBatchThatDiedAnywhereCountsEachEventOnce(FaultPoint place) throws Exception {
    pipeline.send(List.of(value("a", NOON), value("b", NOON)));
    Faults faults =
        point -> {
          if (point == place) {
            throw new IllegalStateException("died at " + place.label());
          }
        };
    try (RunningQuery query = start("died", faults)) {
      query.awaitFailure();
      assertThat(query.query().exception().get()).hasStackTraceContaining(place.label());
    }
    assertThat(pipeline.windows()).hasSize(place == FaultPoint.BEFORE_WINDOWS_INSERT ? 0 : 1);
    pipeline.send(List.of(value("c", NOON)));

    try (RunningQuery query = start("died")) {
      query.processAll();
    }

    assertThat(pipeline.windows()).containsExactly("2026-01-05 12:00:00.000000 SFO 3");
  }

  private byte[] value(String id, Instant scheduledAt) {
    return pipeline.value(departure(id, scheduledAt, 5, "SFO"));
  }

  private Outbox ledger(String checkpoints) {
    return pipeline.context(checkpoints, Faults.NONE).ledger("aggregate/" + pipeline.name);
  }

  private RunningQuery start(String checkpoints) throws Exception {
    return start(checkpoints, Faults.NONE);
  }

  private RunningQuery start(String checkpoints, Faults faults) throws Exception {
    Outbox ledger = ledger(checkpoints);
    StreamContext context = pipeline.context(checkpoints, faults);
    return RunningQuery.start(
        new AggregateStream(context, context.contract().aggregates().get(0), ledger), ledger);
  }
}
