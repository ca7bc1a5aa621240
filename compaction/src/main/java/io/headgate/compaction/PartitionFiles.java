package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.iceberg.expressions.Expression;

/**
 * The data files of one partition.
 *
 * @param partition its path, for example {@code event_date=2026-11-12}
 * @param rows selects the partition's files
 * @param end when the time that it covers is over; null when it covers no stretch of time
 * @param staged whether a run has staged rows for it and may still publish them
 * @param files at least one
 */
public record PartitionFiles(
    String partition,
    Expression rows,
    @Nullable Instant end,
    boolean staged,
    List<FileFacts> files) {
  public PartitionFiles {
    requireNonNull(partition);
    requireNonNull(rows);
    files = List.copyOf(files);
  }

  public long bytes() {
    return files.stream().mapToLong(FileFacts::bytes).sum();
  }

  /** When rows came last; empty when that is too long ago to be known. */
  public Optional<Instant> changedAt() {
    return files.stream()
        .map(FileFacts::addedAt)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }
}
