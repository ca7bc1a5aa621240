package io.headgate.local.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackfillProgressTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final BackfillProgress progress = new BackfillProgress(3, NOON);

  @Test
  void aChangeIsToldOnceAndTheRestIsEstimatedFromTheDaysThatEnded() {
    List<String> first =
        progress.update(
            List.of(
                run("2026-11-12", DagRunState.RUNNING),
                run("2026-11-13", DagRunState.QUEUED),
                run("2026-11-14", DagRunState.QUEUED)),
            NOON);
    List<DagRun> later =
        List.of(
            run("2026-11-12", DagRunState.SUCCESS),
            run("2026-11-13", DagRunState.RUNNING),
            run("2026-11-14", DagRunState.QUEUED));

    assertThat(first).containsExactly("2026-11-12 running");
    assertThat(progress.update(later, NOON.plusSeconds(300)))
        .containsExactly(
            "2026-11-12 success  1 of 3 days, about 10 min for the rest", "2026-11-13 running");
    assertThat(progress.update(later, NOON.plusSeconds(310))).isEmpty();
    assertThat(progress.isComplete()).isFalse();
  }

  @Test
  void itIsCompleteWhenEveryDayHasEndedAndNamesThoseThatFailed() {
    progress.update(
        List.of(
            run("2026-11-12", DagRunState.SUCCESS),
            run("2026-11-13", DagRunState.FAILED).endDate(NOON.atOffset(ZoneOffset.UTC)),
            run("2026-11-14", DagRunState.SUCCESS)),
        NOON.plusSeconds(60));

    assertThat(progress.isComplete()).isTrue();
    assertThat(progress.failed()).extracting(DagRun::getDagRunId).containsExactly("2026-11-13");
    assertThat(progress.cancelled()).isEmpty();
  }

  @Test
  void aDayThatWaitedWhenTheBackfillWasCancelledHasNotFailed() {
    List<String> lines =
        progress.update(
            List.of(
                run("2026-11-12", DagRunState.RUNNING),
                run("2026-11-13", DagRunState.FAILED),
                run("2026-11-14", DagRunState.FAILED)),
            NOON.plusSeconds(60));

    assertThat(lines)
        .anyMatch(line -> line.startsWith("2026-11-13 cancelled"))
        .anyMatch(line -> line.startsWith("2026-11-14 cancelled"));
    assertThat(progress.isIdle()).as("the day that runs goes on").isFalse();
    assertThat(progress.failed()).isEmpty();
    assertThat(progress.cancelled()).hasSize(2);
  }

  private static DagRun run(String day, DagRunState state) {
    return new DagRun()
        .dagRunId(day)
        .state(state)
        .logicalDate(OffsetDateTime.parse(day + "T00:00:00Z"));
  }
}
