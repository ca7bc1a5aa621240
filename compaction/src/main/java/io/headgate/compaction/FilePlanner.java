package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.compaction.Decision.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides which partitions are worth rewriting, and which of them may be rewritten now. The gain is
 * asked for first, so a partition that would gain nothing is never told to be waiting.
 *
 * @param layout what the rewrite would make
 * @param sizes which sizes the table's files should have
 * @param olderThan how long a partition must be closed, and its rows unchanged
 */
public record FilePlanner(Layout layout, FileSizes sizes, Duration olderThan) {
  /** Fewer files that do not fit cost readers little, unless they fill a file. */
  static final int ENOUGH_FILES = 5;

  /** Late events may leave so much of a clustered partition out of order: a tenth. */
  private static final int TOLERATED_SHARE = 10;

  public FilePlanner {
    requireNonNull(layout);
    requireNonNull(sizes);
    requireNonNull(olderThan);
  }

  /** Decides on every partition. */
  public CompactionPlan plan(List<PartitionFiles> partitions, Instant now) {
    return new CompactionPlan(partitions.stream().map(files -> decide(files, now)).toList());
  }

  private Decision decide(PartitionFiles files, Instant now) {
    Optional<String> gain = layout.strategy() == Strategy.BIN_PACK ? packing(files) : order(files);
    if (gain.isEmpty()) {
      return new Decision(files, Verdict.GOOD, "nothing to gain");
    }
    Instant end = files.end();
    if (end != null && now.isBefore(end)) {
      return new Decision(files, Verdict.OPEN, "open until " + end);
    }
    if (end != null && now.isBefore(end.plus(olderThan))) {
      return new Decision(files, Verdict.YOUNG, "closed only at " + end);
    }
    Optional<Instant> changed = files.changedAt().filter(at -> now.isBefore(at.plus(olderThan)));
    if (changed.isPresent()) {
      return new Decision(files, Verdict.YOUNG, "rows came at " + changed.get());
    }
    if (files.staged()) {
      return new Decision(files, Verdict.STAGED, "a run has staged rows for it");
    }
    return new Decision(files, Verdict.REWRITE, gain.get());
  }

  /** Why packing is worth its cost. Iceberg's planner goes by the same rule, file by file. */
  private Optional<String> packing(PartitionFiles files) {
    List<FileFacts> unfit = files.files().stream().filter(f -> !sizes.fits(f.bytes())).toList();
    long bytes = unfit.stream().mapToLong(FileFacts::bytes).sum();
    boolean enough =
        unfit.size() >= ENOUGH_FILES
            || (unfit.size() > 1 && bytes > sizes.target())
            || bytes > sizes.largest();
    return enough
        ? Optional.of(
            "%d of %d files are not between %s and %s"
                .formatted(
                    unfit.size(),
                    files.files().size(),
                    mebibytes(sizes.smallest()),
                    mebibytes(sizes.largest())))
        : Optional.empty();
  }

  /** Why ordering is worth its cost; a file alone leaves nothing to skip. */
  private Optional<String> order(PartitionFiles files) {
    List<FileFacts> unordered =
        files.files().stream()
            .filter(file -> !Objects.equals(file.layout(), layout.toString()))
            .toList();
    long bytes = unordered.stream().mapToLong(FileFacts::bytes).sum();
    boolean enough =
        unordered.size() >= ENOUGH_FILES || bytes > files.bytes() / (double) TOLERATED_SHARE;
    return files.files().size() > 1 && enough
        ? Optional.of(
            "%d of %d files are not in %s"
                .formatted(unordered.size(), files.files().size(), layout))
        : Optional.empty();
  }

  private static String mebibytes(long bytes) {
    return String.format(
        Locale.ROOT, bytes % (1 << 20) == 0 ? "%.0f MiB" : "%.2f MiB", bytes / (double) (1 << 20));
  }
}
