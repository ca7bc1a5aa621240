package io.headgate.platform.iceberg;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.expressions.Expression;

/**
 * What retention has removed of a table. It stands in the table's properties, since the snapshots
 * that removed it expire, and the contract may say something else by then. Whatever comes for such
 * a partition later is all that the table has of it, and not what it once held.
 *
 * @param until the partitions that had ended by then are gone
 * @param kept how long the contract kept them from their end on
 */
public record RemovedPartitions(Instant until, Duration kept) {
  private static final String UNTIL = "headgate.removed-until";
  private static final String KEPT = "headgate.removed-after";

  public RemovedPartitions {
    requireNonNull(until);
    requireNonNull(kept);
  }

  /** Empty when retention has removed nothing of the table yet. */
  public static Optional<RemovedPartitions> of(Table table) {
    Map<String, String> properties = table.properties();
    return Optional.ofNullable(properties.get(UNTIL))
        .map(
            until ->
                new RemovedPartitions(Instant.parse(until), Duration.parse(properties.get(KEPT))));
  }

  /**
   * Removes the rows and says so, in one commit.
   *
   * @param rows whole partitions
   * @throws RuntimeException as Iceberg does when the commit fails, or its outcome is unknown
   */
  public void remove(Table table, Expression rows) {
    Transaction transaction = table.newTransaction();
    transaction
        .newDelete()
        .deleteFromRowFilter(rows)
        .set(SnapshotHistory.RETENTION, kept.toString())
        .commit();
    // A late event of a day that was removed long ago moves nothing back.
    if (of(table).filter(before -> before.until().isAfter(until)).isEmpty()) {
      UpdateProperties properties = transaction.updateProperties();
      properties.set(UNTIL, until.toString()).set(KEPT, kept.toString()).commit();
    }
    transaction.commitTransaction();
  }
}
