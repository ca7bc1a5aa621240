package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.registry.QueryState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Instant START = Instant.parse("2026-11-12T10:00:00Z");
  private static final Failure MISSING =
      new Failure(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read topics [a.v1]: the brokers at 127.0.0.1:9092 do not have them. Run headgate apply.");

  @Test
  void theLastSentenceOfAFailureIsItsRemedy() {
    Standing failed = Standing.starting(START).failedForGood(MISSING, START);

    assertThat(failed.reason())
        .isEqualTo("Cannot read topics [a.v1]: the brokers at 127.0.0.1:9092 do not have them.");
    assertThat(failed.remedy()).isEqualTo("Run headgate apply.");
  }

  @Test
  void aMessageOfOneSentenceHasNoRemedy() {
    Standing failed =
        Standing.starting(START).failedForNow(new Failure(ExitCode.BUG, "No idea"), START);

    assertThat(failed.reason()).isEqualTo("No idea");
    assertThat(failed.remedy()).isNull();
  }

  @Test
  void failingAgainDoesNotMoveWhenItBegan() {
    Standing once =
        Standing.starting(START)
            .running(START.plusSeconds(1))
            .failedForNow(MISSING, START.plusSeconds(2));
    Standing twice = once.failedForNow(MISSING, START.plusSeconds(9));

    assertThat(twice.since()).isEqualTo(START.plusSeconds(2));
    assertThat(twice.restarts()).isEqualTo(2);
  }

  @Test
  void stoppingDoesNotHideThatAQueryFailedForGood() {
    Standing failed = Standing.starting(START).failedForGood(MISSING, START);

    assertThat(failed.stopped(START.plusSeconds(5))).isEqualTo(failed);
    assertThat(Standing.starting(START).stopped(START.plusSeconds(5)).state())
        .isEqualTo(QueryState.STOPPED);
  }
}
