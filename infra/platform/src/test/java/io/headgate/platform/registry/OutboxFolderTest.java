package io.headgate.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFolderTest {
  private static final Instant COMMIT = Instant.parse("2026-11-12T10:00:00Z");

  @TempDir Path folder;

  @Test
  void rowsComeOutInTheOrderOfTheirCommitsEvenWhenAQueryStartedAnew() {
    OutboxFolder outbox = OutboxFolder.at(folder.toUri());
    LedgerRow beforeTheRestart = row("query-a", 10, COMMIT);
    LedgerRow afterTheRestart = row("query-b", 0, COMMIT.plusSeconds(2));
    outbox.put(afterTheRestart);
    outbox.put(beforeTheRestart);

    assertThat(outbox.waiting())
        .extracting(outbox::read)
        .containsExactly(beforeTheRestart, afterTheRestart);
  }

  @Test
  void theSameRowTwiceWaitsOnce() {
    OutboxFolder outbox = OutboxFolder.at(folder.toUri());
    outbox.put(row("query-a", 1, COMMIT));
    outbox.put(row("query-a", 1, COMMIT));

    assertThat(outbox.waiting()).hasSize(1);
  }

  @Test
  void aRowThatWasWrittenBeforeFilteringWasCountedIsReadWithZeros() throws Exception {
    OutboxFolder outbox = OutboxFolder.at(folder.toUri());
    LedgerRow row = row("query-a", 1, COMMIT);
    outbox.put(row);
    String name = outbox.waiting().get(0);
    Path file = folder.resolve(name);
    String old =
        Files.readString(file)
            .replaceAll("\"(rows_filtered|rows_late|rows_duplicate)\":0,", "")
            .replaceAll("\"(errors|warnings|late_rows|suspects)\":\\{},", "");
    Files.writeString(file, old);

    assertThat(old).doesNotContain("rows_filtered", "late_rows", "suspects");
    assertThat(outbox.read(name)).isEqualTo(row);
  }

  @Test
  void aHalfWrittenFileIsNoRow() throws Exception {
    Files.writeString(folder.resolve("000000000000001-000000000000-raw.json.draft"), "{\"wri");

    assertThat(OutboxFolder.at(folder.toUri()).waiting()).isEmpty();
  }

  @Test
  void aRowSetAsideWaitsNoLongerAndIsNotLost() {
    OutboxFolder outbox = OutboxFolder.at(folder.toUri());
    LedgerRow row = row("query-a", 1, COMMIT);
    outbox.put(row);

    String aside = outbox.setAside(outbox.waiting().get(0));

    assertThat(outbox.waiting()).isEmpty();
    assertThat(outbox.read(aside)).isEqualTo(row);
  }

  @Test
  void aFolderElsewhereIsRefusedWithTheSettingNamed() {
    assertThatThrownBy(() -> OutboxFolder.at(URI.create("hdfs://host/checkpoints")))
        .isInstanceOf(HeadgateException.class)
        .hasMessage(
            "Cannot keep ledger rows in 'hdfs://host/checkpoints': it is neither a folder on this"
                + " machine nor one in a bucket. Set streams.checkpoints to a file: or s3: URI.");
  }

  private static LedgerRow row(String query, long epoch, Instant committedAt) {
    return new LedgerRow(
        "raw-ingest:flights",
        query,
        epoch,
        "raw.flights",
        "flights",
        1,
        List.of(new LedgerRow.OffsetRange("aviation.departure.v1", 0, 0, 10)),
        10,
        9,
        1,
        Map.of("event_date=2026-11-12", 9L),
        5L,
        committedAt,
        null,
        committedAt.minusSeconds(1),
        committedAt);
  }
}
