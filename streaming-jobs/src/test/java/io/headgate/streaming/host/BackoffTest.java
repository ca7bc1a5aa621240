package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void everyFailureWaitsTwiceAsLongUpToAMinute() {
    Backoff backoff = new Backoff();

    assertThat(Stream.generate(backoff::afterFailure).limit(8))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void aQueryThatBecameHealthyBeginsAnew() {
    Backoff backoff = new Backoff();
    backoff.afterFailure();
    backoff.afterFailure();

    backoff.reset();

    assertThat(backoff.afterFailure()).isEqualTo(Duration.ofSeconds(1));
  }
}
