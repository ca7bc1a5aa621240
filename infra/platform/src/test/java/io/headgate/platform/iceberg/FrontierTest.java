package io.headgate.platform.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.iceberg.Frontier.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are minutes past midnight; partitions are {@code t-0} and {@code t-1}. */
class FrontierTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // what                                        | known 0, 1 | 0: end, newest | 1: end,
        // newest | asked | frontier
        "both read to their ends                       | - | - | true  | 5  | true  | 7 | 30 | 30",
        "one lags                                      | - | - | true  | 5  | false | 7 | 30 | 7",
        "both lag                                      | - | - | false | 5  | false | 7 | 30 | 5",
        "an idle one that is at its end                | - | - | true  | -  | false | 7 | 30 | 7",
        "nothing valid read and nothing known          | - | - | true  | -  | false | - | 30 | -",
        "nothing valid read and something known        | 1 | 4 | true  | -  | false | - | 30 | 4",
        "a producer's clock that is ahead of ours       | - | - | true  | 5  | false | 99 | 30 | 30",
        "an older record than before                   | 9 | 9 | false | 2  | false | 3 | 30 | 9",
        "lagging again after it was at its end         | 20 | 20 | true | 5 | false | 7 | 30 | 20",
      })
  void theFrontierIsTheTimeBeforeWhichEverythingHasBeenRead(
      String what,
      @Nullable Integer known0,
      @Nullable Integer known1,
      boolean end0,
      @Nullable Integer newest0,
      boolean end1,
      @Nullable Integer newest1,
      int asked,
      @Nullable Integer frontier) {
    Map<String, Instant> known = new HashMap<>();
    if (known0 != null) {
      known.put("t-0", minute(known0));
      known.put("t-1", minute(known1));
    }

    Frontier after =
        new Frontier(new TreeMap<>(known))
            .after(
                Map.of(
                    "t-0", new Reading(end0, minute(newest0)),
                    "t-1", new Reading(end1, minute(newest1))),
                minute(asked));

    assertThat(after.instant(2).orElse(null)).as(what).isEqualTo(minute(frontier));
  }

  @Test
  void aPartitionThatNobodyHasReadYetLeavesNoFrontier() {
    Frontier one = Frontier.UNKNOWN.after(Map.of("t-0", new Reading(true, minute(1))), minute(30));

    assertThat(one.instant(2)).isEmpty();
    assertThat(one.instant(1)).contains(minute(30));
  }

  @Test
  void itIsReadAsItWasWritten() {
    Frontier frontier =
        Frontier.UNKNOWN.after(Map.of("t-0", new Reading(true, minute(1))), minute(30));

    assertThat(Frontier.parse(frontier.json())).isEqualTo(frontier);
  }

  @Nullable
  private static Instant minute(@Nullable Integer minute) {
    return minute == null ? null : Instant.parse("2026-01-05T00:00:00Z").plusSeconds(60L * minute);
  }
}
