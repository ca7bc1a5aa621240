package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Partition.Timeliness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void theScheduleBeginsWithTheWindowInWhichThePipelineCameToBe() {
    ServiceLevel level = new ServiceLevel(Duration.ofHours(2), MIDNIGHT.minusSeconds(3600));

    assertThat(level.scheduled(Grain.DAILY, Instant.EPOCH, MIDNIGHT.minusSeconds(1))).isEmpty();
    assertThat(level.scheduled(Grain.DAILY, Instant.EPOCH, MIDNIGHT)).containsExactly(YESTERDAY);
    assertThat(level.scheduled(Grain.DAILY, MIDNIGHT, MIDNIGHT.plusSeconds(60))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // In each of these zones the clocks change on the day; UTC has no such days.
    "2026-03-08, America/New_York",
    "2026-03-29, Europe/Berlin",
    "2026-10-25, Europe/Berlin",
    "2026-11-01, America/New_York",
    "2026-04-05, Australia/Lord_Howe",
    "2028-02-29, Asia/Kathmandu"
  })
  void everyDayHasTwentyFourHoursWhateverTheClocksDo(String date, String zone) {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      Instant day = Instant.parse(date + "T00:00:00Z");
      ServiceLevel level = new ServiceLevel(Duration.ofHours(2), day.minus(Duration.ofDays(3)));

      List<PartitionWindow> hours =
          level.scheduled(Grain.HOURLY, day, day.plus(Duration.ofDays(1)));

      assertThat(hours).hasSize(24);
      assertThat(hours.stream().map(hour -> Grain.HOURLY.partitionKey(hour.start())).distinct())
          .hasSize(24)
          .allMatch(key -> key.startsWith(date));
      assertThat(level.scheduled(Grain.DAILY, day, day.plus(Duration.ofDays(1))))
          .containsExactly(new PartitionWindow(day, day.plus(Duration.ofHours(24))))
          .allSatisfy(
              window -> assertThat(level.due(window)).isEqualTo(day.plus(Duration.ofHours(26))));
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
