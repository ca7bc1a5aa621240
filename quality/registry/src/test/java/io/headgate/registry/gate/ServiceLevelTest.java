package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Partition.Timeliness;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceLevelTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-13T00:00:00Z");
  private static final PartitionWindow YESTERDAY =
      PartitionWindow.of(Grain.DAILY, MIDNIGHT.minus(Duration.ofDays(1)));

  private final ServiceLevel twoHours =
      new ServiceLevel(Duration.ofHours(2), MIDNIGHT.minus(Duration.ofDays(30)));

  @Test
  void aWindowIsLateOnlyWhenItsTimeIsOver() {
    assertThat(twoHours.timeliness(YESTERDAY, null, MIDNIGHT.plus(Duration.ofHours(2))))
        .isEqualTo(Timeliness.ON_TIME);
    assertThat(
            twoHours.timeliness(YESTERDAY, null, MIDNIGHT.plus(Duration.ofHours(2)).plusSeconds(1)))
        .isEqualTo(Timeliness.LATE);
  }

  @Test
  void aWindowThatCameInTimeStaysOnTime() {
    assertThat(
            twoHours.timeliness(
                YESTERDAY, MIDNIGHT.plusSeconds(60), MIDNIGHT.plus(Duration.ofDays(9))))
        .isEqualTo(Timeliness.ON_TIME);
  }

  @Test
  void theNewestWindowThatIsOwedEndedTheServiceLevelAgo() {
    assertThat(twoHours.newestDue(Grain.DAILY, MIDNIGHT.plus(Duration.ofHours(2))))
        .contains(YESTERDAY);
    assertThat(twoHours.newestDue(Grain.HOURLY, MIDNIGHT.plus(Duration.ofMinutes(119))))
        .contains(PartitionWindow.of(Grain.HOURLY, MIDNIGHT.minus(Duration.ofHours(2))));
  }

  @Test
  void aPipelineOwesItsPastOnlyTheServiceLevelAfterItCameToBe() {
    Instant applied = MIDNIGHT.plus(Duration.ofHours(10));
    ServiceLevel fresh = new ServiceLevel(Duration.ofHours(2), applied);

    assertThat(fresh.newestDue(Grain.DAILY, applied.plusSeconds(7199))).isEmpty();
    assertThat(fresh.newestDue(Grain.DAILY, applied.plusSeconds(7200))).contains(YESTERDAY);
    assertThat(fresh.timeliness(YESTERDAY, applied.plusSeconds(60), applied.plusSeconds(90)))
        .isEqualTo(Timeliness.ON_TIME);
  }
}
