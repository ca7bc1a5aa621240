package io.headgate.platform.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Iceberg itself, over a catalog in memory; every table handle is a driver of its own. */
class EpochAppendTest {
  private static final TableIdentifier NAME = TableIdentifier.of("raw", "x");
  private static final String QUERY = "raw-ingest:x";
  private static final EpochHistory HISTORY = new EpochHistory(QUERY);

  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void aTable() {
    catalog.initialize("lake", Map.of());
    catalog.createNamespace(Namespace.of("raw"));
    catalog.createTable(
        NAME, new Schema(Types.NestedField.optional(1, "id", Types.LongType.get())));
  }

  @Test
  void anEpochThatIsTriedAgainIsInTheTableOnce() {
    CommittedEpoch first = append(epoch("a", 0, 0, 10)).commit();

    CommittedEpoch again = append(epoch("a", 0, 0, 10)).commit();

    assertThat(again.snapshot()).isEqualTo(first.snapshot());
    assertThat(totalRecords()).isEqualTo(10);
  }

  @Test
  void aCommitIsRefusedWhenAnotherDriverCommitsTheSameEpochAfterItWasPrepared() {
    append(epoch("a", 0, 0, 10)).commit();
    EpochAppend.Prepared late = append(epoch("a", 1, 10, 20)).prepare();
    append(epoch("a", 1, 10, 20)).commit();

    assertThatThrownBy(late::commit)
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("offsets of epoch 1 of raw-ingest:x are there already");
    assertThat(totalRecords()).isEqualTo(20);
  }

  @Test
  void aCommitIsRefusedWhenADriverWithAnotherCheckpointHasTheOffsets() {
    append(epoch("a", 0, 0, 10)).commit();
    append(epoch("a", 1, 10, 20)).commit();

    assertThatThrownBy(() -> append(epoch("b", 0, 5, 25)).commit())
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED))
        .hasMessage(
            "Cannot commit epoch 0 of raw-ingest:x to lake.raw.x: the table has read past t partition 0 [5, 25) by epoch 1 of query id a. Another driver runs this query, or its checkpoint is older than the table: stop the other driver, or remove the checkpoint folder, and the query goes on from the table.");
    assertThat(totalRecords()).isEqualTo(20);
  }

  @Test
  void aCheckpointThatWasLostGoesOnBehindWhatTheTableHas() {
    append(epoch("a", 7, 0, 10)).commit();

    append(epoch("b", 0, 10, 15)).commit();

    assertThat(totalRecords()).isEqualTo(15);
    assertThat(HISTORY.last(load()).map(last -> last.marker().queryId())).contains("b");
  }

  @Test
  void anotherWritersCommitInBetweenIsKept() {
    Table slow = load();
    EpochAppend late = new EpochAppend(slow, epoch("a", 0, 0, 10), List.of(file(10)));
    EpochAppend.Prepared prepared = late.prepare();
    load().newAppend().appendFile(file(3)).commit();

    assertThatThrownBy(prepared::commit).hasMessageContaining("refresh is required");
    late.commit();

    assertThat(totalRecords()).isEqualTo(13);
  }

  @Test
  void aLostAcknowledgementIsFoundByItsMarkerThoughAnotherWriterCameBetween() {
    Table table = load();
    LosesAcknowledgement operations =
        new LosesAcknowledgement(
            ((BaseTable) table).operations(),
            () -> load().newAppend().appendFile(file(3)).commit());
    Table lossy = new BaseTable(operations, "lake.raw.x");

    CommittedEpoch committed =
        new EpochAppend(lossy, epoch("a", 0, 0, 10), List.of(file(10))).commit();

    assertThat(operations.lost()).isEqualTo(1);
    assertThat(committed.marker().epoch()).isZero();
    assertThat(totalRecords()).isEqualTo(13);
  }

  @Test
  void theLastEpochIsFoundAfterAnExpiryOfEverythingBehindCompactions() {
    append(epoch("a", 0, 0, 10)).commit();
    append(epoch("a", 1, 10, 20)).commit();
    for (int i = 0; i < 3; i++) {
      load().newAppend().appendFile(file(1)).commit();
    }

    load().expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

    assertThat(load().snapshots()).hasSize(2);
    assertThat(HISTORY.find(load(), epoch("a", 1, 10, 20))).isPresent();
    append(epoch("a", 1, 10, 20)).commit();
    append(epoch("a", 2, 20, 30)).commit();
    assertThat(totalRecords()).isEqualTo(33);
  }

  @Test
  void anEpochThatSomebodyRolledBackIsNotThere() {
    append(epoch("a", 0, 0, 10)).commit();
    Snapshot before = load().currentSnapshot();
    append(epoch("a", 1, 10, 20)).commit();
    load().manageSnapshots().rollbackTo(before.snapshotId()).commit();

    assertThat(HISTORY.find(load(), epoch("a", 1, 10, 20))).isEmpty();
    append(epoch("a", 1, 10, 20)).commit();
    assertThat(totalRecords()).isEqualTo(20);
  }

  @Test
  void anOlderCheckpointFindsWhatItCommittedAndIsRefusedWithOtherOffsets() {
    append(epoch("a", 0, 0, 10)).commit();
    append(epoch("a", 1, 10, 20)).commit();
    append(epoch("a", 2, 20, 30)).commit();

    assertThat(HISTORY.find(load(), epoch("a", 1, 10, 20))).isPresent();
    assertThatThrownBy(() -> HISTORY.find(load(), epoch("a", 1, 10, 18)))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("t partition 0 [10, 18)");
  }

  @Test
  void theMarkerOfAnotherQueryIsNotOurs() {
    append(epoch("a", 0, 0, 10)).commit();

    assertThat(new EpochHistory("other").last(load())).isEmpty();
    assertThat(HISTORY.tag()).isEqualTo("headgate-raw-ingest-x-last-epoch");
    assertThat(load().refs()).containsKey(HISTORY.tag());
  }

  @Test
  void aMarkerIsReadAsItWasWritten() {
    EpochMarker marker = epoch("a", 3, 0, 10).with(Map.of("tally", "{}"));

    Snapshot snapshot = append(marker).commit().snapshot();

    assertThat(EpochMarker.of(snapshot, QUERY)).contains(marker);
  }

  private EpochAppend append(EpochMarker marker) {
    OffsetRange range = marker.offsets().get(0);
    return new EpochAppend(load(), marker, List.of(file(range.until() - range.from())));
  }

  private static EpochMarker epoch(String queryId, long epoch, long from, long until) {
    return new EpochMarker(
        QUERY, queryId, epoch, List.of(new OffsetRange("t", 0, from, until)), Map.of());
  }

  private static DataFile file(long records) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("memory:/" + UUID.randomUUID() + ".parquet")
        .withFileSizeInBytes(1)
        .withRecordCount(records)
        .build();
  }

  private long totalRecords() {
    return Long.parseLong(
        load().currentSnapshot().summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
  }

  private Table load() {
    return catalog.loadTable(NAME);
  }
}
