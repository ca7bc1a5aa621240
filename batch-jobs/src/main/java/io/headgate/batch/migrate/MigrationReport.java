package io.headgate.batch.migrate;

import java.util.List;

/**
 * What a step of a migration did, or would do.
 *
 * @param end how it ended
 * @param partitions days of raw whose rows it filled
 * @param rows rows that it filled
 * @param lacking rows that have only the old value, because they came meanwhile
 * @param consumers who is known to read raw itself; nobody can tell which columns
 */
public record MigrationReport(
    End end, int partitions, long rows, long lacking, List<String> consumers) {
  public MigrationReport {
    consumers = List.copyOf(consumers);
  }

  /** How a step ends. */
  public enum End {
    FILLED,
    DROPPED,
    NOTHING_TO_DO,
    /** Only told. */
    PLANNED
  }

  static MigrationReport of(End end) {
    return new MigrationReport(end, 0, 0, 0, List.of());
  }
}
