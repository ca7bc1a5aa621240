package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.compaction.UpkeepReport.Outcome;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.TableLease;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrphanUpkeepTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void everyFileThatAnySnapshotHasStaysHoweverOldItIs() throws IOException {
    tables.ingest(MONDAY, 4, 40);
    tables.ingest(MONDAY, 4, 40);
    tables.table(RAW).manageSnapshots().createTag("a-reader", head().snapshotId()).commit();
    tables.spark().sql("DELETE FROM lake.raw.flights WHERE event_date = DATE '2026-05-04'");
    tables.ingest(MONDAY, 2, 20);
    age();
    Path orphan = write("data/event_date=2026-05-04/left-behind.parquet", Duration.ofDays(4));
    Path young = write("data/event_date=2026-05-04/about-to-be-committed.parquet", Duration.ZERO);
    Map<Long, Long> rows = rowsOfSnapshots();
    assertThat(rows).containsValues(40L, 80L, 0L, 20L);

    UpkeepReport report = remove(Duration.ofDays(3));

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.before().count()).isEqualTo(1);
    assertThat(orphan).doesNotExist();
    assertThat(young).exists();
    assertThat(rowsOfSnapshots()).isEqualTo(rows);
  }

  @Test
  void whatAnExpiryThatWasKilledLeftIsRemoved() throws IOException {
    tables.ingest(MONDAY, 4, 40);
    tables.spark().sql("DELETE FROM lake.raw.flights WHERE event_date = DATE '2026-05-04'");
    tables.ingest(MONDAY, 2, 20);
    tables
        .table(RAW)
        .expireSnapshots()
        .expireOlderThan(Long.MAX_VALUE)
        .deleteWith(file -> {})
        .commit();
    age();

    UpkeepReport report = remove(Duration.ofDays(3));

    assertThat(report.before().count()).isGreaterThanOrEqualTo(4);
    assertThat(data()).hasSize(2);
    assertThat(tables.rows(RAW)).hasSize(20);
    assertThat(remove(Duration.ofDays(3)).outcome()).isEqualTo(Outcome.LEFT);
  }

  @Test
  void aLimitThatACommitUnderWayMayNeedIsRefused() {
    assertThatThrownBy(() -> remove(Duration.ofHours(23)))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("may belong to a commit that is under way")
        .hasMessageContaining("Give --orphans-older-than PT24H or more.");
  }

  private UpkeepReport remove(Duration olderThan) {
    try (TableLease lease =
        TableLease.acquire(tables.registry, RAW, "a test", Duration.ofMinutes(2))) {
      return new OrphanUpkeep(
              tables.spark(),
              RAW,
              tables.table(RAW),
              olderThan,
              lease::requireHeld,
              Clock.systemUTC())
          .run(false);
    }
  }

  private Snapshot head() {
    return tables.table(RAW).currentSnapshot();
  }

  private Map<Long, Long> rowsOfSnapshots() {
    Map<Long, Long> rows = new TreeMap<>();
    for (Snapshot snapshot : tables.table(RAW).snapshots()) {
      rows.put(
          snapshot.snapshotId(),
          tables
              .spark()
              .sql("SELECT * FROM lake.raw.flights VERSION AS OF " + snapshot.snapshotId())
              .count());
    }
    return rows;
  }

  private Path folder() {
    Table table = tables.table(RAW);
    return Path.of(URI.create(table.location()).getPath());
  }

  private Path write(String name, Duration age) throws IOException {
    Path file = folder().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not of any snapshot");
    setAge(file, age);
    return file;
  }

  /** Makes every file of the table ten days old. */
  private void age() throws IOException {
    for (Path file : files("")) {
      setAge(file, Duration.ofDays(10));
    }
  }

  private static void setAge(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private List<Path> data() throws IOException {
    return files("data").stream().filter(file -> file.toString().endsWith(".parquet")).toList();
  }

  private List<Path> files(String under) throws IOException {
    try (Stream<Path> files = Files.walk(folder().resolve(under))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
