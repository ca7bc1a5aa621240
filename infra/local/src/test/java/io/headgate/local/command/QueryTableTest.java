package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTableTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");

  @Test
  void aQueryThatFailedIsShownWithReasonAndRemedyAndAnotherWithItsLag() {
    QueryReport failed =
        new QueryReport(
            "aggregate:flights:live",
            "flights",
            QueryState.FAILED,
            "Cannot read t: it is gone.",
            "Run headgate apply.",
            NOW,
            3,
            List.of(),
            NOW.minusSeconds(2));
    QueryReport behind =
        new QueryReport(
            "raw-ingest:flights",
            "flights",
            QueryState.RUNNING,
            null,
            null,
            NOW,
            0,
            List.of(
                new PartitionLag("t", 0, 0, 1200, 1200, 2.5),
                new PartitionLag("t", 1, 0, 34, 34, 7.25)),
            NOW.minusSeconds(90));

    assertThat(QueryTable.of(List.of(failed, behind), NOW).lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "failed", "unknown", "Cannot read t: it is gone. Run headgate apply."))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "running", "1,234", "7.3", "Last told 90 s ago; its driver may be gone."));
  }
}
