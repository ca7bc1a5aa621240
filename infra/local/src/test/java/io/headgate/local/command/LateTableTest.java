package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LateTableTest {
  private static final Instant FIRST = Instant.parse("2026-11-12T10:00:00Z");

  @Test
  void aWindowHasOneLineWithTheSumOfItsLateEventsAndWhenTheLastCame() {
    List<LedgerRow> rows =
        List.of(
            row(1, FIRST, Map.of("2026-11-10T05:00:00Z", 1200L)),
            row(2, FIRST.plusSeconds(60), Map.of()),
            row(
                3,
                FIRST.plusSeconds(90),
                Map.of("2026-11-10T05:00:00Z", 34L, "2026-11-09T05:00:00Z", 7L)));

    List<String> lines =
        LateTable.of(rows)
            .orElseThrow()
            .lines()
            .filter(line -> line.contains("departures"))
            .toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("2026-11-09T05:00:00Z", " 7 ", "2026-11-12T10:01:30Z");
    assertThat(lines.get(1)).contains("2026-11-10T05:00:00Z", "1,234", "2026-11-12T10:01:30Z");
  }

  @Test
  void thereIsNoTableWithoutLateEvents() {
    assertThat(LateTable.of(List.of(row(1, FIRST, Map.of())))).isEmpty();
  }

  private static LedgerRow row(long epoch, Instant committedAt, Map<String, Long> late) {
    return new LedgerRow(
        "aggregate:flights:departures",
        "scope",
        epoch,
        "departures",
        "flights",
        1,
        List.of(),
        0,
        0,
        0,
        0,
        late.values().stream().mapToLong(Long::longValue).sum(),
        0,
        Map.of(),
        Map.of(),
        Map.of(),
        late,
        Map.of(),
        null,
        null,
        null,
        committedAt.minusSeconds(5),
        committedAt);
  }
}
