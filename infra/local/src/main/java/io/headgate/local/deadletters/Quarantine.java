package io.headgate.local.deadletters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** One snapshot of a pipeline's quarantine table: what it says does not change while it is read. */
final class Quarantine {
  private static final List<String> SUMMARY = List.of("_schema_id", "_error_class", "_failed_at");
  private static final List<String> PLACES =
      List.of("_topic", "_topic_partition", "_offset", "_broker_at", "_failed_at");

  private final Table table;

  Quarantine(Table table) {
    this.table = table;
  }

  /** How many there are of each kind, the most frequent first. */
  List<LetterSummary> summary(LetterFilter filter) {
    var kinds = new TreeMap<String, LetterSummary>();
    scan(
        filter,
        SUMMARY,
        row -> {
          LetterSummary one = LetterSummary.of(row);
          kinds.merge(one.errorClass() + "/" + one.schemaId(), one, LetterSummary::and);
        });
    return kinds.values().stream()
        .sorted(Comparator.comparingLong(LetterSummary::letters).reversed())
        .toList();
  }

  /** The newest letters, newest first. */
  List<DeadLetter> newest(LetterFilter filter, int limit) {
    return newest(
        filter,
        table.schema().columns().stream().map(column -> column.name()).toList(),
        LetterRows::letter,
        Comparator.comparing(DeadLetter::failedAt).thenComparing(DeadLetter::position),
        limit);
  }

  /** Where the newest letters stand, without their bytes: this may be many. */
  List<LetterPlace> places(LetterFilter filter, int limit) {
    return newest(
        filter,
        PLACES,
        LetterRows::place,
        Comparator.comparing(LetterPlace::failedAt).thenComparing(LetterPlace::position),
        limit);
  }

  /**
   * Gives the letters at these positions, in groups that fit into memory and in the order of their
   * offsets as far as a group goes.
   */
  void letters(
      LetterFilter filter, Set<Position> positions, int group, Consumer<List<DeadLetter>> reader) {
    List<DeadLetter> letters = new ArrayList<>();
    Set<Position> open = new TreeSet<>(positions);
    scan(
        filter,
        table.schema().columns().stream().map(column -> column.name()).toList(),
        row -> {
          // A row that the table holds twice is one letter.
          if (open.remove(LetterRows.position(row))) {
            letters.add(LetterRows.letter(row));
          }
          if (letters.size() == group) {
            give(letters, reader);
          }
        });
    if (!letters.isEmpty()) {
      give(letters, reader);
    }
  }

  private static void give(List<DeadLetter> letters, Consumer<List<DeadLetter>> reader) {
    letters.sort(Comparator.comparing(DeadLetter::position));
    reader.accept(List.copyOf(letters));
    letters.clear();
  }

  private <T> List<T> newest(
      LetterFilter filter,
      Collection<String> columns,
      Function<Record, T> reading,
      Comparator<T> oldestFirst,
      int limit) {
    PriorityQueue<T> kept = new PriorityQueue<>(oldestFirst);
    scan(
        filter,
        columns,
        row -> {
          kept.add(reading.apply(row));
          if (kept.size() > limit) {
            kept.remove();
          }
        });
    return kept.stream().sorted(oldestFirst.reversed()).toList();
  }

  private void scan(LetterFilter filter, Collection<String> columns, Consumer<Record> reader) {
    if (table.currentSnapshot() == null) {
      return;
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .useSnapshot(table.currentSnapshot().snapshotId())
            .where(filter.expression())
            .select(columns.toArray(String[]::new))
            .build()) {
      rows.forEach(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
