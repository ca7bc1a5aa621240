package io.headgate.local.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittedTableTest {
  private final FittedTable table =
      new FittedTable(
          List.of("QUERY", "STATE", "LAG"),
          List.of(
              List.of("raw-ingest:flights", "running", "12"),
              List.of("aggregate:flights:live", "failed", "3,400")));

  @Test
  void allColumnsAreShownWhereTheyFit() {
    assertThat(table.lines(80))
        .containsExactly(
            "QUERY                   STATE    LAG",
            "raw-ingest:flights      running  12",
            "aggregate:flights:live  failed   3,400");
  }

  @Test
  void columnsToTheRightGiveWayWholeAndTheFirstIsCut() {
    assertThat(table.lines(35))
        .containsExactly(
            "QUERY                   STATE",
            "raw-ingest:flights      running",
            "aggregate:flights:live  failed");
    assertThat(table.lines(20))
        .containsExactly("QUERY", "raw-ingest:flights", "aggregate:flights:l…");
  }

  @Test
  void anAgeHasTheUnitThatItIsWorth() {
    assertThat(
            List.of(
                TopPage.age(Duration.ofMillis(2345)),
                TopPage.age(Duration.ofSeconds(90)),
                TopPage.age(Duration.ofHours(36)),
                TopPage.age(Duration.ofDays(9000))))
        .containsExactly("2.3 s", "1 min", "36 h", "9000 d");
  }
}
