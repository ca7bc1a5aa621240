package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.compaction.UpkeepReport.Outcome;
import io.headgate.platform.iceberg.SnapshotHistory;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManifestUpkeepTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void oneManifestPerCommit() {
    tables.reset();
    tables.table(RAW).updateProperties().set("commit.manifest-merge.enabled", "false").commit();
  }

  @Test
  void manyManifestsBecomeFewAlsoWhenAnotherWriterCommitsMeanwhile() {
    for (int commit = 0; commit < 11; commit++) {
      tables.ingest(MONDAY.plusDays(commit % 3), 1, 10);
    }
    Table asPlanned = tables.table(RAW);
    tables.ingest(MONDAY, 1, 7);
    List<String> rows = tables.rows(RAW);
    long before = tables.table(RAW).currentSnapshot().snapshotId();

    UpkeepReport report = new ManifestUpkeep(RAW, asPlanned).run(false);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.before().count()).isEqualTo(11);
    assertThat(report.after().count()).isLessThanOrEqualTo(2);
    assertThat(tables.rows(RAW)).isEqualTo(rows).hasSize(117);
    Snapshot rewrite = tables.table(RAW).currentSnapshot();
    assertThat(rewrite.parentId()).isEqualTo(before);
    assertThat(SnapshotHistory.touches(rewrite, partition -> true)).isFalse();
  }

  @Test
  void fewManifestsAreLeft() {
    tables.ingest(MONDAY, 2, 20);
    tables.ingest(MONDAY, 2, 20);
    long head = tables.table(RAW).currentSnapshot().snapshotId();

    UpkeepReport report = new ManifestUpkeep(RAW, tables.table(RAW)).run(false);

    assertThat(report.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(report.why()).isEqualTo("2 manifests, and 1 would do");
    assertThat(tables.table(RAW).currentSnapshot().snapshotId()).isEqualTo(head);
  }

  @Test
  void neighboursShareAManifestAndEachHasAsManyFiles() {
    Map<String, Integer> groups =
        ManifestUpkeep.inOrder(
            new TreeMap<>(Map.of("d=01", 10L, "d=02", 10L, "d=03", 10L, "d=04", 10L)), 2);

    assertThat(groups).isEqualTo(Map.of("d=01", 0, "d=02", 0, "d=03", 1, "d=04", 1));
  }
}
