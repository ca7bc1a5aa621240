package io.headgate.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Grain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunAppendTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, RunAppend.RUN_KEY, Types.StringType.get()),
          Types.NestedField.optional(2, "window_start", Types.TimestampType.withZone()),
          Types.NestedField.optional(3, "value", Types.DoubleType.get()));
  private static final Instant DAY = Instant.parse("2026-11-12T00:00:00Z");
  private static final RunWindow WINDOW =
      new RunWindow(Grain.DAILY, DAY, Instant.parse("2026-11-14T00:00:00Z"));
  private static final RunKey KEY =
      RunKey.of("rollup.x", WINDOW, new Recipe("1"), Map.of("raw.x", 1L));
  private static final RunKey OTHER =
      RunKey.of("rollup.x", WINDOW, new Recipe("2"), Map.of("raw.x", 1L));

  @TempDir Path folder;
  private String location;

  @BeforeEach
  void create() {
    location = folder.resolve("table").toString();
    new HadoopTables()
        .create(SCHEMA, PartitionSpec.builderFor(SCHEMA).day("window_start").build(), location);
  }

  @Test
  void rowsOfSeveralDaysAreThereOnceHoweverOftenTheyAreAppended() throws IOException {
    append(table(), KEY);
    append(table(), KEY);

    assertThat(rows()).isEqualTo(2);
    append(table(), OTHER);
    assertThat(rows()).isEqualTo(4);
  }

  @Test
  void whenTheSnapshotThatBroughtThemHasExpiredTheyAreStillThereOnce() throws IOException {
    append(table(), KEY);
    append(table(), OTHER);
    table().expireSnapshots().expireOlderThan(Long.MAX_VALUE).commit();
    assertThat(table().snapshots()).hasSize(1);

    append(table(), KEY);

    assertThat(rows()).isEqualTo(4);
  }

  @Test
  void ofTwoAttemptsAtOnceOneBringsThemAndTheOtherLeavesNoFile() throws IOException {
    Table before = table();
    append(table(), KEY);
    List<Path> files = files();

    append(before, KEY);

    assertThat(rows()).isEqualTo(2);
    assertThat(files()).isEqualTo(files);
  }

  private Table table() {
    return new HadoopTables().load(location);
  }

  private static void append(Table table, RunKey key) {
    GenericRecord row = GenericRecord.create(SCHEMA);
    new RunAppend(table, key, WINDOW).append(List.of(row(row, key, 0), row(row, key, 1)));
  }

  private static Record row(GenericRecord row, RunKey key, int day) {
    return row.copy(
        Map.of(
            RunAppend.RUN_KEY,
            key.value(),
            "window_start",
            OffsetDateTime.ofInstant(DAY, ZoneOffset.UTC).plusDays(day),
            "value",
            1.0));
  }

  private long rows() throws IOException {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table()).build()) {
      long count = 0;
      for (Record each : rows) {
        assertThat(each.getField("value")).isEqualTo(1.0);
        count++;
      }
      return count;
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
