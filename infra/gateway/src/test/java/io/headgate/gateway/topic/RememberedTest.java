package io.headgate.gateway.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final AtomicLong nanos = new AtomicLong();
  private int asked;
  private Optional<String> registered = Optional.of("first");
  private boolean isDown;

  private final Remembered<String, String> remembered =
      new Remembered<>(Duration.ofSeconds(5), Duration.ofHours(1), 10, this::ask, nanos::get);

  private Optional<String> ask(String key) {
    asked++;
    if (isDown) {
      throw new HeadgateException(ExitCode.DEPENDENCY_DOWN, "The registry is down.");
    }
    return registered;
  }

  @Test
  void anAnswerIsAskedForAgainWhenItIsOld() {
    assertThat(remembered.get("key")).contains("first");
    registered = Optional.empty();
    pass(Duration.ofSeconds(4));
    assertThat(remembered.get("key")).contains("first");
    pass(Duration.ofSeconds(2));
    assertThat(remembered.remembered("key")).isEmpty();
    assertThat(remembered.get("key")).isEmpty();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void anOutageIsBridgedByTheLastAnswerAndNotAskedAboutByEveryone() {
    remembered.get("key");
    isDown = true;
    pass(Duration.ofMinutes(30));
    assertThat(remembered.get("key")).contains("first");
    assertThat(remembered.get("key")).contains("first");
    assertThat(asked).isEqualTo(2);

    isDown = false;
    registered = Optional.of("second");
    pass(Duration.ofSeconds(6));
    assertThat(remembered.get("key")).contains("second");
  }

  @Test
  void whatWasNeverAnsweredFailsWhileTheRegistryIsDown() {
    isDown = true;
    assertThatThrownBy(() -> remembered.get("key")).hasMessage("The registry is down.");
    isDown = false;
    assertThat(remembered.get("key")).contains("first");
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
