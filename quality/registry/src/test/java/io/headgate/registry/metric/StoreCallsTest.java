package io.headgate.registry.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCallsTest {
  private static final int AT_ONCE = 6;
  private static final int WAITING = 24;

  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch takenBack = new CountDownLatch(1);
  private StoreCalls calls = new StoreCalls("Trino", Duration.ofSeconds(30));

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aQuestionWaitsForItsTurn() {
    List<StoreCalls.Answer<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE + WAITING; i++) {
      answers.add(ask(i));
    }
    assertThatThrownBy(() -> ask(30))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("has 6 questions under way and 24 that wait");

    answered.countDown();

    assertThat(answers).extracting(StoreCalls.Answer::get).startsWith(0, 1, 2).endsWith(28, 29);
  }

  @Test
  void itsTurnMustComeWithinTheTimeLimit() {
    calls.close();
    calls = new StoreCalls("Trino", Duration.ofSeconds(1));
    List<StoreCalls.Answer<Integer>> answers = new ArrayList<>();
    for (int i = 0; i <= AT_ONCE; i++) {
      answers.add(ask(i));
    }

    assertThatThrownBy(answers.get(AT_ONCE)::get)
        .hasMessageContaining("Trino was busy with other questions for 1 s. Try again.");
    assertThatThrownBy(answers.get(0)::get)
        .hasMessageContaining("Trino did not answer within 1 s. Ask for fewer windows");
  }

  @Test
  void aQuestionIsTakenBackWhereTheStoreHasIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    StoreCalls.Answer<Integer> answer =
        calls.start(
            stop -> {
              stop.by(takenBack::countDown);
              begun.countDown();
              answered.await();
              return 1;
            });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    answer.takeBack();

    assertThat(takenBack.getCount()).isZero();
  }

  @Test
  void whatHasBeenAnsweredIsNotTakenBack() {
    StoreCalls.Answer<Integer> answer =
        calls.start(
            stop -> {
              stop.by(takenBack::countDown);
              return 1;
            });
    assertThat(answer.get()).isEqualTo(1);

    answer.takeBack();

    assertThat(takenBack.getCount()).isOne();
  }

  /** A question that is answered when the test says so. */
  private StoreCalls.Answer<Integer> ask(int number) {
    return calls.start(
        stop -> {
          answered.await();
          return number;
        });
  }
}
