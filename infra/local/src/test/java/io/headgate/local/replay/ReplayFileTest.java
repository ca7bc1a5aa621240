package io.headgate.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.components.Downloads;
import io.headgate.local.replay.ReplaySelection.Half;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplayFileTest {
  private static final WeekShift SHIFT = new WeekShift(1);
  private static final LocalDate DAY = LocalDate.parse("2001-02-10");
  private static final Instant FROM = Instant.parse("2001-02-10T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2001-02-12T00:00:00Z");

  private static final ReplaySelection ALL = ReplaySelection.of(FROM, UNTIL);

  private static Schema departure;
  private static Path recording;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    recording = Downloads.ofUser(line -> {}).vegaDatasets().resolve("flights-3m.parquet");
    try (InputStream schema =
        ReplayFileTest.class.getResourceAsStream("/sql/pipelines/flights/departure.avsc")) {
      departure = new Schema.Parser().parse(schema);
    }
  }

  @Test
  void theSameFileGivesTheSameEventsWithTheSameIdsInTheSameOrder() throws SQLException {
    List<ReplayEvent> events = events(ALL);

    assertThat(events).hasSizeGreaterThan(25_000).isEqualTo(events(ALL));
    assertThat(ids(events)).hasSameSizeAs(events);
  }

  @Test
  void eventsComeInTheOrderOfTheirArrivalWhichIsTheScheduleAndTheDelay() throws SQLException {
    List<ReplayEvent> events = events(ALL);

    assertThat(events).extracting(ReplayEvent::arrivesAt).isSorted();
    assertThat(events)
        .allSatisfy(
            each ->
                assertThat(each.arrivesAt().getEpochSecond())
                    .isEqualTo(
                        (long) each.event().get("scheduled_at") / 1_000_000
                            + (int) each.event().get("delay_minutes") * 60L));
  }

  @Test
  void theTwoHalvesOfADayHaveNoEventInCommonAndMissNone() throws SQLException {
    Set<String> all = ids(events(ALL));
    Set<String> withoutHalf = ids(events(ALL.with(new Half(DAY, false))));
    Set<String> otherHalf = ids(events(ALL.with(new Half(DAY, true))));

    // AssertJ would compare each with each.
    assertThat(Collections.disjoint(withoutHalf, otherHalf)).isTrue();
    assertThat(withoutHalf.size() + otherHalf.size()).isEqualTo(all.size());
    assertThat(otherHalf).hasSizeBetween(6_000, 9_000);
  }

  @Test
  void aReplayThatIsResumedSendsWhatTheOneBeforeHasNot() throws SQLException {
    Instant stoppedAt = Instant.parse("2001-02-10T09:30:00Z");
    List<ReplayEvent> all = events(ALL);
    List<ReplayEvent> before =
        all.stream().filter(each -> !each.arrivesAt().isAfter(stoppedAt)).toList();

    List<ReplayEvent> resumed = events(ALL.after(stoppedAt));

    assertThat(before).isNotEmpty();
    assertThat(resumed).isEqualTo(all.subList(before.size(), all.size()));
  }

  private static Set<String> ids(List<ReplayEvent> events) {
    Set<String> ids = new HashSet<>();
    events.forEach(each -> ids.add(each.event().get("event_id").toString()));
    return ids;
  }

  private static List<ReplayEvent> events(ReplaySelection selection) throws SQLException {
    try (ReplayFile file = ReplayFile.open("flights", recording);
        ReplayCursor cursor = file.events(SHIFT, selection, "scheduled_at", departure)) {
      List<ReplayEvent> events = new ArrayList<>();
      while (cursor.next()) {
        events.add(cursor.current());
      }
      return events;
    }
  }
}
