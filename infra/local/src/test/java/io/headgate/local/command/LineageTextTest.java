package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTextTest {
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");

  @Test
  void whatADatasetComesFromIsATreeWithTheNewestRunOfEachStep() {
    assertThat(LineageText.of(graph(null), Direction.UPSTREAM))
        .isEqualTo(
            """
            rollup.daily comes from
              raw.flights   by rollup:rollup.daily, not yet
                flights.v1   by raw-ingest:flights, snapshot 77, offsets 0/10-19, at 2026-11-12T12:00:00Z
            """);
  }

  @Test
  void aColumnIsShownWithWhatBecomesOfIt() {
    assertThat(LineageText.of(graph("email"), Direction.UPSTREAM))
        .contains("rollup.daily.email comes from\n")
        .contains("    | email -> email  transformation, masked by hash\n")
        .contains("    | email -> every row  group_by\n");
  }

  @Test
  void nothingIsSaidToBeNothing() {
    assertThat(LineageText.of(graph(null), Direction.DOWNSTREAM))
        .isEqualTo("rollup.daily goes into nothing else\n");
  }

  @Test
  void eventsOfAPartitionAreOffsetsAndAQuery() {
    EventOrigin origin =
        new EventOrigin(
            "rollup.daily",
            "2026-11-12",
            "rollup.daily",
            "run-1",
            5L,
            "raw.flights",
            77L,
            Instant.parse("2026-11-12T00:00:00Z"),
            Instant.parse("2026-11-13T00:00:00Z"),
            List.of(new OffsetRange("flights.v1", 0, 10, 20)),
            1,
            1234,
            false,
            "Something is missing.",
            "SELECT 1");

    assertThat(LineageText.of(origin))
        .contains("made by    run run-1 of rollup.daily\n")
        .contains("in raw.flights at snapshot 77\n")
        .contains("read in    1 micro-batches, which added 1,234 rows\n")
        .contains("not sure   Something is missing.\n")
        .contains("| flights.v1 |")
        .endsWith("SELECT 1\n");
  }

  @Test
  void anImpactWithoutReadersSaysSo() {
    ColumnImpact impact =
        new ColumnImpact(
            "raw.flights",
            "origin",
            List.of(
                new ColumnImpact.Hit(
                    "rollup.daily", "ROLLUP", "flights", 1, List.of("origin"), false)),
            List.of(),
            List.of());

    assertThat(LineageText.of(impact))
        .startsWith("If raw.flights.origin goes, these break:\n")
        .contains("| rollup.daily |")
        .endsWith("These read what breaks:\nnone\n");
  }

  private static LineageGraph graph(String column) {
    return new LineageGraph(
        "rollup.daily",
        column,
        NOON,
        List.of(),
        List.of(
            new Edge(
                "raw.flights",
                "rollup.daily",
                "headgate",
                "rollup:rollup.daily",
                null,
                null,
                null,
                List.of(),
                null,
                List.of(
                    new ColumnEdge(
                        "raw.flights",
                        "email",
                        "rollup.daily",
                        "email",
                        Kind.DIRECT,
                        "TRANSFORMATION",
                        "HASH"),
                    new ColumnEdge(
                        "raw.flights",
                        "email",
                        "rollup.daily",
                        "*",
                        Kind.INDIRECT,
                        "GROUP_BY",
                        null))),
            new Edge(
                "flights.v1",
                "raw.flights",
                "headgate",
                "raw-ingest:flights",
                "query-1/3",
                77L,
                null,
                List.of(new OffsetRange("flights.v1", 0, 10, 20)),
                NOON,
                List.of())));
  }
}
