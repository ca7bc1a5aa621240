package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.LedgerRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SENDINGS = 15;
  private static final int RECORDS_EACH = 10_000;
  private static final int BUDGET = 20_000;
  private static final int CHARACTERS = 4_000;

  @TempDir Path folder;

  private final TestingPipeline pipeline = new TestingPipeline();

  /** 600 MB of records, in a heap of 512 MB. */
  @Test
  void aBacklogLargerThanTheHeapIsDrainedInBatchesOfTheBudget() throws Exception {
    Random random = new Random(5);
    for (int sending = 0; sending < SENDINGS; sending++) {
      int first = sending * RECORDS_EACH;
      String origin = text(random);
      pipeline.send(
          IntStream.range(first, first + RECORDS_EACH)
              .mapToObj(i -> pipeline.value(departure("e" + i, NOON, 5, origin)))
              .toList());
    }
    Map<String, String> settings = new HashMap<>(pipeline.platform.properties("backlog"));
    settings.put("streams.max-offsets-per-trigger", Integer.toString(BUDGET));
    try (DriverProcess job =
        DriverProcess.start(
            folder, settings, "RawIngestJob", "-Xmx512m", List.of("--pipeline", pipeline.name))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger().stream().mapToLong(LedgerRow::rowsValid).sum())
                      .as(job.output())
                      .isEqualTo((long) SENDINGS * RECORDS_EACH));
      assertThat(job.terminate()).as(job.output()).isZero();
    }
    assertThat(ledger()).allSatisfy(row -> assertThat(row.rowsIn()).isLessThanOrEqualTo(BUDGET));
  }

  private List<LedgerRow> ledger() {
    return pipeline.platform.registry.client().ledger("raw." + pipeline.name);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CHARACTERS; i++) {
      text.append((char) ('A' + random.nextInt(26)));
    }
    return text.toString();
  }
}
