package io.headgate.registry.store;

import static io.headgate.registry.store.StoredInstants.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads ledger rows back, with their offsets and partitions. */
final class RecordedLedgerRows {
  private static final TypeReference<List<OffsetRange>> RANGES = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Map<String, Long>>> COUNTS_BY_HOUR =
      new TypeReference<>() {};

  private final Handle handle;

  RecordedLedgerRows(Handle handle) {
    this.handle = handle;
  }

  private static final String ROWS =
      """
      SELECT l.*,
        (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'topic', o.topic, 'partition', o.topic_partition,
            'from', o.from_offset, 'until', o.until_offset)
            ORDER BY o.topic, o.topic_partition), '[]')
          FROM ledger_offsets o WHERE o.ledger_id = l.ledger_id) AS offsets,
        (SELECT coalesce(jsonb_object_agg(lp.partition_key, lp.row_count), '{}')
          FROM ledger_partition lp WHERE lp.ledger_id = l.ledger_id) AS partition_rows
      """;

  List<RecordedLedgerRow> page(@Nullable String dataset, long cursor, int limit) {
    return handle
        .createQuery(
            ROWS
                + """
                FROM ledger l
                WHERE (CAST(:dataset AS text) IS NULL OR l.dataset = :dataset)
                  AND l.ledger_id < :cursor
                ORDER BY l.ledger_id DESC LIMIT :limit
                """)
        .bind("dataset", dataset)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(RecordedLedgerRows::read)
        .list();
  }

  /**
   * Those whose commit changed a partition; one that left it empty as it was did not.
   *
   * @param after only those that were committed later; null: all
   */
  List<RecordedLedgerRow> changes(
      String dataset, String partition, @Nullable Instant after, long cursor, int limit) {
    return handle
        .createQuery(
            ROWS
                + """
                FROM ledger_partition changed JOIN ledger l USING (ledger_id)
                WHERE changed.dataset = :dataset AND changed.partition_key = :partition
                  AND changed.ledger_id < :cursor AND l.snapshot_id IS NOT NULL
                  AND (changed.row_count > 0 OR EXISTS (SELECT FROM ledger_partition earlier
                    WHERE earlier.dataset = changed.dataset
                      AND earlier.partition_key = changed.partition_key
                      AND earlier.ledger_id < changed.ledger_id AND earlier.row_count > 0))
                  AND (CAST(:after AS timestamptz) IS NULL OR l.committed_at > :after)
                ORDER BY changed.ledger_id DESC LIMIT :limit
                """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .bind("after", after)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(RecordedLedgerRows::read)
        .list();
  }

  private static RecordedLedgerRow read(ResultSet rs, StatementContext context)
      throws SQLException {
    LedgerRow row =
        new LedgerRow(
            rs.getString("writer"),
            rs.getString("scope"),
            rs.getLong("epoch"),
            rs.getString("dataset"),
            rs.getString("pipeline"),
            rs.getInt("contract_version"),
            json(rs.getString("offsets"), RANGES),
            rs.getLong("rows_in"),
            rs.getLong("rows_valid"),
            rs.getLong("rows_quarantined"),
            rs.getLong("rows_filtered"),
            rs.getLong("rows_late"),
            rs.getLong("rows_duplicate"),
            json(rs.getString("partition_rows"), COUNTS),
            json(rs.getString("errors"), COUNTS),
            json(rs.getString("warnings"), COUNTS),
            json(rs.getString("late_rows"), COUNTS),
            json(rs.getString("suspects"), COUNTS_BY_HOUR),
            rs.getObject("snapshot_id", Long.class),
            instant(rs.getTimestamp("frontier")),
            instant(rs.getTimestamp("watermark")),
            rs.getTimestamp("started_at").toInstant(),
            rs.getTimestamp("committed_at").toInstant());
    return new RecordedLedgerRow(
        rs.getLong("ledger_id"),
        row,
        rs.getTimestamp("received_at").toInstant(),
        instant(rs.getTimestamp("rebuilt_at")),
        List.of((String[]) rs.getArray("unknown").getArray()));
  }

  private static <T> T json(String text, TypeReference<T> type) throws SQLException {
    try {
      return Json.MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
