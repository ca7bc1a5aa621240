package io.headgate.platform.batch;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshots of a table few that every run adds one to, and that is no dataset, so that no
 * maintenance job comes by: each commit writes the list of all snapshots anew.
 *
 * @param table refreshed
 * @param most with fewer there is nothing to do
 * @param kept how long a snapshot stays at least
 */
record FewSnapshots(Table table, int most, Duration kept, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(FewSnapshots.class);

  /** What fails here is left to the next run. */
  void enforce() {
    if (StreamSupport.stream(table.snapshots().spliterator(), false).count() < most) {
      return;
    }
    try {
      table.expireSnapshots().expireOlderThan(clock.instant().minus(kept).toEpochMilli()).commit();
    } catch (CommitFailedException | CommitStateUnknownException | UncheckedSQLException e) {
      LOG.warn("snapshots stay table={} reason=\"{}\"", table.name(), e.getMessage());
    }
  }
}
