package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.Partition.Timeliness;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerApiTest {
  private static final String DAY = "event_date=2026-11-12";
  private static final String NEXT = "event_date=2026-11-13";

  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry =
        TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(3)), ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void aRowSentTwiceCountsOnce() {
    LedgerRow row = flights.epoch(0, Map.of(DAY, 60L, NEXT, 40L));

    Answer first = registry.post("/v1/ledger", Json.write(row));
    Answer second = registry.post("/v1/ledger", Json.write(row));

    assertThat(first.body().path("recorded").asBoolean()).isTrue();
    assertThat(second.body().path("recorded").asBoolean(true)).isFalse();
    assertThat(rows(DAY)).isEqualTo(60);
    assertThat(rows(NEXT)).isEqualTo(40);
    assertThat(registry.client().gate(flights.raw, null).arithmetic()).contains(": 100 read,");
  }

  @Test
  void rowsAddUpAndTheFrontierIsTheNewestTimestampRead() {
    LedgerRow second = flights.epoch(1, Map.of(DAY, 50L));
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry.client().postLedger(second);

    assertThat(rows(DAY)).isEqualTo(150);
    var dataset = registry.client().dataset(flights.raw).orElseThrow();
    assertThat(dataset.frontier()).isEqualTo(second.frontier());
    assertThat(dataset.lakeSnapshotId()).isEqualTo(1001L);
  }

  @Test
  void aRowOfRawMakesTheWindowsOfItsRollupsExpected() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));

    assertThat(registry.client().partitions(flights.daily))
        .extracting(Partition::partitionKey, Partition::state)
        .containsExactly(tuple("2026-11-12", PartitionState.EXPECTED));
    assertThat(registry.client().partitions(flights.hourly))
        .hasSize(24)
        .extracting(Partition::partitionKey)
        .startsWith("2026-11-12T00")
        .endsWith("2026-11-12T23");
  }

  @Test
  void aBalancedPartitionIsOpenAndScoresOne() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));

    GateAnswer gate = registry.client().gate(flights.raw, DAY);
    assertThat(gate.open()).isTrue();
    assertThat(gate.snapshotId()).isEqualTo(1000L);
    Partition partition = partition(DAY);
    assertThat(partition.state()).isEqualTo(PartitionState.WRITTEN);
    assertThat(partition.qualityScore()).isEqualTo(1.0);
    assertThat(partition.checks().get(0).name()).isEqualTo("ledger_balance");
  }

  @Test
  void rowsThatDoNotAddUpShutThePartitionThatTheyTouched() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry
        .client()
        .postLedger(flights.epoch(1, new OffsetRange("t", 0, 100, 200), 100, Map.of(NEXT, 97L)));

    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();
    GateAnswer shut = registry.client().gate(flights.raw, NEXT);
    assertThat(shut.open()).isFalse();
    assertThat(shut.qualityScore()).isEqualTo(0.0);
    assertThat(shut.reasons())
        .extracting(Reason::code, Reason::text)
        .containsExactly(
            tuple(
                "UNBALANCED",
                "epoch 1 of raw-ingest:%s read 100 records and wrote 97 valid + 0 quarantined"
                    .formatted(flights.name)));
    assertThat(registry.client().gate(flights.raw, null).open()).isFalse();
  }

  @Test
  void aGapOfOffsetsShutsTheGateUntilTheMissingRowArrives() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry.client().postLedger(flights.epoch(2, Map.of(DAY, 100L)));

    assertThat(registry.client().gate(flights.raw, DAY).reasons())
        .extracting(Reason::text)
        .containsExactly("offsets 100 to 199 of t-0 were not read");

    registry.client().postLedger(flights.epoch(1, Map.of(DAY, 100L)));

    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();
  }

  @Test
  void offsetsReadTwiceShutTheGate() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry
        .client()
        .postLedger(flights.epoch(1, new OffsetRange("t", 0, 90, 200), 110, Map.of(DAY, 110L)));

    assertThat(registry.client().gate(flights.raw, DAY).reasons())
        .extracting(Reason::text)
        .containsExactly("offsets 90 to 99 of t-0 were read twice");
  }

  @Test
  void aPartitionThatWasNeverWrittenIsShut() {
    assertThat(registry.client().gate(flights.raw, DAY).reasons())
        .extracting(Reason::code)
        .containsExactly("NOT_WRITTEN");
  }

  @Test
  void thatAPartitionHasNoRowsIsAFactOnceRawHasBeenReadPastIt() {
    long nextDay = Duration.ofDays(1).toMinutes() + 1;
    registry.client().postLedger(flights.epoch(0, Map.of(NEXT, 100L)));
    assertThat(codes(DAY)).containsExactly("NOT_WRITTEN");

    registry
        .client()
        .postLedger(
            flights.epoch(nextDay, new OffsetRange("t", 0, 100, 200), 100, Map.of(NEXT, 100L)));

    GateAnswer empty = registry.client().gate(flights.raw, DAY);
    assertThat(empty.open()).isTrue();
    assertThat(empty.qualityScore()).isEqualTo(1.0);
    assertThat(codes(DAY)).containsExactly("EMPTY");

    // Offsets that nobody read may have been of any day.
    registry
        .client()
        .postLedger(flights.epoch(nextDay + 1, new OffsetRange("t", 0, 300, 310), 0, Map.of()));

    assertThat(registry.client().gate(flights.raw, DAY).open()).isFalse();
    assertThat(codes(DAY)).containsExactly("UNBALANCED", "EMPTY");
  }

  private List<String> codes(String partition) {
    return registry.client().gate(flights.raw, partition).reasons().stream()
        .map(Reason::code)
        .toList();
  }

  @Test
  void aPartitionIsLateUntilTheFrontierHasPassedIt() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    // The pipeline came to be on the 15th, so that it owes the past since then plus six hours.
    try (TestingRegistry later =
        TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(4)), ZoneOffset.UTC))) {
      assertThat(later.client().partitions(flights.raw).get(0).timeliness())
          .isEqualTo(Timeliness.LATE);
      assertThat(later.client().gate(flights.raw, null).delayed()).isTrue();
      later.client().postLedger(flights.epoch(4 * 24 * 60, Map.of()));
      assertThat(later.client().partitions(flights.raw).get(0).timeliness())
          .isEqualTo(Timeliness.ON_TIME);
    }
  }

  @Test
  void theLedgerIsReadBackNewestFirstPageByPage() {
    for (int epoch = 0; epoch < 3; epoch++) {
      registry.client().postLedger(flights.epoch(epoch, Map.of(DAY, 100L)));
    }

    JsonNode first = registry.get("/v1/ledger?limit=2&dataset=" + flights.raw).body();
    JsonNode second =
        registry
            .get(
                "/v1/ledger?limit=2&dataset="
                    + flights.raw
                    + "&cursor="
                    + first.path("next_cursor").asText())
            .body();

    assertThat(first.path("ledger"))
        .extracting(row -> row.path("epoch").asInt())
        .containsExactly(2, 1);
    assertThat(first.at("/ledger/0/offsets/0/until").asLong()).isEqualTo(300);
    assertThat(first.path("ledger").path(0).path("partition_rows").path(DAY).asLong())
        .isEqualTo(100);
    assertThat(second.path("ledger"))
        .extracting(row -> row.path("epoch").asInt())
        .containsExactly(0);
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void theChangesOfAPartitionAreFoundAlsoThoseAfterASnapshot() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry.client().postLedger(flights.epoch(1, Map.of(NEXT, 100L)));
    registry.client().postLedger(flights.epoch(2, Map.of(DAY, 50L, NEXT, 50L)));
    registry.client().postLedger(flights.epoch(3, Map.of(NEXT, 100L)));

    assertThat(registry.client().newestChange(flights.raw, DAY))
        .get()
        .extracting(LedgerRow::epoch)
        .isEqualTo(2L);
    assertThat(registry.client().newestChange(flights.raw, "event_date=1999-01-01")).isEmpty();
    assertThat(changes(1000)).containsExactly(2L);
    assertThat(changes(1001)).containsExactly(2L);
    assertThat(changes(1002)).isEmpty();
    assertThat(changes(0)).containsExactly(2L, 0L);
    assertThat(registry.client().changesAfter(flights.raw, DAY, 4711)).isEmpty();
    assertThat(registry.get("/v1/ledger?partition=" + DAY).status()).isEqualTo(400);
  }

  private List<Long> changes(long after) {
    return registry.client().changesAfter(flights.raw, DAY, after).orElseThrow().stream()
        .map(LedgerRow::epoch)
        .toList();
  }

  @Test
  void whatWasFilteredLateAndWarnedOfIsReadBackAndFilteredRowsBalance() {
    LedgerRow row = flights.epoch(0, 3, 20, Map.of("UNDECODABLE", 3L));
    registry.client().postLedger(row);

    assertThat(registry.client().ledger(flights.raw)).containsExactly(row);
    assertThat(registry.client().gate(flights.raw, null).arithmetic())
        .contains("23 read, 0 valid + 3 quarantined + 20 filtered");
  }

  @Test
  void aRowOfAWriterThatKnowsNothingOfFilteringIsTaken() throws Exception {
    LedgerRow row = flights.epoch(0, Map.of(DAY, 100L));
    ObjectNode old = Json.MAPPER.readValue(Json.write(row), ObjectNode.class);
    old.remove(
        List.of(
            "rows_filtered",
            "rows_late",
            "rows_duplicate",
            "errors",
            "warnings",
            "late_rows",
            "suspects"));

    assertThat(registry.post("/v1/ledger", Json.write(old)).status()).isEqualTo(200);
    assertThat(registry.client().ledger(flights.raw)).containsExactly(row);
  }

  @Test
  void partitionsAreReadPageByPage() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 60L, NEXT, 40L)));

    JsonNode first = registry.get("/v1/datasets/" + flights.raw + "/partitions?limit=1").body();

    assertThat(first.path("partitions")).hasSize(1);
    assertThat(first.path("next_cursor").asText()).isEqualTo(DAY);
  }

  @Test
  void aRowForADatasetThatNobodyAppliedIsRefused() {
    Flights unknown = new Flights();

    Answer answer = registry.post("/v1/ledger", Json.write(unknown.epoch(0, Map.of(DAY, 1L))));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Pipeline '%s' is not known. Apply its folder with headgate apply."
                .formatted(unknown.name));
  }

  @Test
  void aTransitionFromAnotherStateIsAConflictThatNamesTheState() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    String path = "/v1/datasets/" + flights.raw + "/partitions/" + DAY + "/transitions";
    String step =
        "{\"from\":\"WRITTEN\",\"to\":\"CHECKED\",\"reason\":\"by hand\",\"who\":\"ana\"}";

    Answer first = registry.post(path, step);
    Answer second = registry.post(path, step);

    assertThat(first.body().path("state").asText()).isEqualTo("CHECKED");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.body().path("state").asText()).isEqualTo("CHECKED");
    assertThat(second.body().path("detail").asText())
        .isEqualTo(
            "Partition '%s' of '%s' is CHECKED, and not WRITTEN. Read it again and decide anew."
                .formatted(DAY, flights.raw));
  }

  @Test
  void aStepThatNoLifeTakesIsRefused() {
    Answer answer =
        registry.post(
            "/v1/datasets/" + flights.raw + "/partitions/" + DAY + "/transitions",
            "{\"from\":\"EXPECTED\",\"to\":\"PUBLISHED\",\"reason\":\"hurry\",\"who\":\"ana\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("A partition that is EXPECTED cannot become PUBLISHED, but one of [WRITTEN].");
  }

  private long rows(String key) {
    return Optional.ofNullable(partition(key).rowCount()).orElseThrow();
  }

  private Partition partition(String key) {
    List<Partition> found =
        registry.client().partitions(flights.raw).stream()
            .filter(partition -> partition.partitionKey().equals(key))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
