package io.headgate.bench.prove;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** A store as a reader has it: one question, one answer. */
interface HourSource extends AutoCloseable {
  String name();

  /** What the store shows now, by start of the hour. */
  Map<Instant, Hour> read() throws Exception;

  @Override
  void close() throws SQLException;

  /**
   * One hour.
   *
   * @param sites that have clicks in it
   * @param rows as many, unless one is there twice
   * @param clicks of all sites
   */
  record Hour(long sites, long rows, long clicks) {}
}
