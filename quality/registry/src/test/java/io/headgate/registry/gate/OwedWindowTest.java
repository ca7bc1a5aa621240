package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Incident;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwedWindowTest {
  private static final Instant END = Instant.parse("2026-11-13T00:00:00Z");
  private static final ServiceLevel TWO_HOURS =
      new ServiceLevel(Duration.ofHours(2), END.minus(Duration.ofDays(30)));
  private static final Instant DUE = END.plus(Duration.ofHours(2));
  private static final Instant WARN = END.plus(Duration.ofMinutes(96));

  @Test
  void aWindowThatIsNotCompleteIsAtRiskWhenFourFifthsOfItsTimeAreOverAndThenLate() {
    assertThat(missing().notice(TWO_HOURS, END, WARN.minusSeconds(1))).isEmpty();
    assertThat(missing().notice(TWO_HOURS, END, WARN)).contains(Incident.SLA_AT_RISK);
    assertThat(missing().notice(TWO_HOURS, END, DUE)).contains(Incident.SLA_AT_RISK);
    assertThat(missing().notice(TWO_HOURS, END, DUE.plusSeconds(1)))
        .contains(Incident.PARTITION_LATE);
  }

  @Test
  void whatFellDueAndWasMadeGoodBetweenTwoLooksWasLateAllTheSame() {
    OwedWindow window = completed(DUE.plusSeconds(3));

    assertThat(window.notice(TWO_HOURS, DUE.minusSeconds(1), DUE.plusSeconds(4)))
        .contains(Incident.PARTITION_LATE);
    assertThat(window.notice(TWO_HOURS, DUE.plusSeconds(4), DUE.plusSeconds(9))).isEmpty();
  }

  @Test
  void whatCameInTimeIsNeverTold() {
    assertThat(completed(DUE).notice(TWO_HOURS, END, DUE.plusSeconds(5))).isEmpty();
    assertThat(completed(END).notice(TWO_HOURS, null, DUE.plusSeconds(5))).isEmpty();
  }

  private static OwedWindow missing() {
    return completed(null);
  }

  private static OwedWindow completed(Instant at) {
    return new OwedWindow(
        "2026-11-12", PartitionWindow.of(Grain.DAILY, END.minus(Duration.ofDays(1))), at);
  }
}
