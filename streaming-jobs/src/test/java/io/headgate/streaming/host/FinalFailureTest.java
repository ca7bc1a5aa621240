package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FinalFailureTest {
  @ParameterizedTest
  @EnumSource(names = {"BAD_CONFIGURATION", "CHECKS_FAILED"})
  void whatAPersonMustMendIsFinalHoweverDeepSparkWrapsIt(ExitCode code) {
    Throwable thrown =
        new RuntimeException(new IllegalStateException(new HeadgateException(code, "Cannot. Do.")));

    assertThat(FinalFailure.in(thrown))
        .hasValueSatisfying(
            fatal -> assertThat(fatal.failure()).isEqualTo(new Failure(code, "Cannot. Do.")));
  }

  @ParameterizedTest
  @EnumSource(names = {"BUG", "NOT_READY", "DEPENDENCY_DOWN", "OUTCOME_UNKNOWN"})
  void anythingElseMayPass(ExitCode code) {
    assertThat(FinalFailure.in(new HeadgateException(code, "Cannot. Do."))).isEmpty();
  }

  @Test
  void aComponentThatDoesNotAnswerMayAnswerLater() {
    assertThat(FinalFailure.in(new RuntimeException(new ConnectException("refused")))).isEmpty();
  }

  @Test
  void recordsThatKafkaLostAreTold() {
    Throwable thrown =
        new RuntimeException(
            new IllegalStateException(
                """
                Partition t-0's offset was changed from 90 to 3, some data may have been missed.
                Some data may have been lost. Set the source option "failOnDataLoss" to "false".
                """));

    assertThat(FinalFailure.in(thrown).orElseThrow().failure())
        .isEqualTo(
            new Failure(
                ExitCode.CHECKS_FAILED,
                "Cannot go on reading Kafka: records that were not read are gone (Partition t-0's"
                    + " offset was changed from 90 to 3, some data may have been missed). Bring them"
                    + " back, or accept their loss with headgate gaps accept."));
  }
}
