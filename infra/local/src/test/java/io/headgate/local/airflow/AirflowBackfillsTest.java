package io.headgate.local.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.airflow.client.model.Backfill;
import io.headgate.airflow.client.model.DagRun;
import io.headgate.platform.job.HeadgateException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AirflowBackfillsTest {
  private static final int DAYS = 250;

  private final TestingAirflow airflow = new TestingAirflow(DAYS);
  private final AirflowBackfills backfills =
      AirflowBackfills.login(airflow.address(), "admin", "a-password", "flights__backfill");
  private final Backfill backfill =
      new Backfill()
          .id(7)
          .dagId("flights__backfill")
          .fromDate(OffsetDateTime.parse("2026-01-01T00:00:00Z"))
          .toDate(OffsetDateTime.parse("2026-09-07T00:00:00Z"));

  @AfterEach
  void stop() {
    airflow.close();
  }

  @Test
  void everyDayIsReadThoughAirflowAnswersAHundredAtATime() {
    assertThat(backfills.runs(backfill))
        .hasSize(DAYS)
        .extracting(DagRun::getDagRunId)
        .doesNotHaveDuplicates()
        .endsWith("2026-09-07");
  }

  @Test
  void aTokenThatHasEndedIsRenewedAndAServerThatRestartsIsAskedAgain() {
    airflow.endTokens();
    airflow.fail(503);

    assertThat(backfills.runs(backfill)).hasSize(DAYS);
  }

  @Test
  void nothingIsStartedTwiceWhenNobodyKnowsWhetherItWas() {
    airflow.close();
    LocalDate day = LocalDate.parse("2026-01-01");

    assertThatThrownBy(() -> backfills.start(day, day, 1))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("Cannot start a backfill of flights__backfill: it does not answer.");
  }
}
