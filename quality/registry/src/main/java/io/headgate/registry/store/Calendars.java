package io.headgate.registry.store;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Partition.Timeliness;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.ServiceLevel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Many partitions of a dataset at a glance, for the page's calendar. */
public final class Calendars {
  private final Jdbi jdbi;
  private final Clock clock;

  public Calendars(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * A part of a dataset's calendar.
   *
   * @param grain width of its partitions; null for what is not cut by time
   * @param cells newest first
   * @param before the key to ask for what is older; null when nothing is
   */
  public record Calendar(
      String dataset, @Nullable Grain grain, List<Cell> cells, @Nullable String before) {
    public Calendar {
      cells = List.copyOf(cells);
    }
  }

  /**
   * One partition.
   *
   * @param score weighted share of passed checks of the run that decided its state, or null
   * @param rows that it holds; null when it was never written
   * @param open whether its gate was open when it was last decided; null when it never was
   */
  public record Cell(
      String key,
      PartitionState state,
      @Nullable Double score,
      @Nullable Long rows,
      Timeliness timeliness,
      @Nullable Boolean open) {}

  /**
   * The newest partitions.
   *
   * @param before only older keys than this, or null
   */
  public Calendar newest(String name, @Nullable String before, int limit) {
    return jdbi.withHandle(
        handle -> {
          DatasetRow dataset = new DatasetRows(handle).require(name);
          List<Cell> found = cells(handle, dataset, before, limit + 1);
          boolean isMore = found.size() > limit;
          List<Cell> cells = isMore ? found.subList(0, limit) : found;
          String last = isMore ? cells.get(limit - 1).key() : null;
          return new Calendar(name, dataset.grain(), cells, last);
        });
  }

  private List<Cell> cells(Handle handle, DatasetRow dataset, @Nullable String before, int limit) {
    ServiceLevel level =
        new PipelineRows(handle).newest(dataset.pipeline()).orElseThrow().serviceLevel(dataset);
    RowMapper<PartitionRow> partitions = ConstructorMapper.of(PartitionRow.class);
    Instant now = clock.instant();
    return handle
        .createQuery(
            """
            SELECT p.*, r.score, r.arithmetic, gate.open AS gate_open
            FROM dataset_partition p
            LEFT JOIN run r ON r.run_key = p.run_key
            LEFT JOIN LATERAL (
              SELECT c.open FROM gate_change c
              WHERE c.dataset = p.dataset AND coalesce(c.partition_key, '') = p.partition_key
              ORDER BY c.change_id DESC LIMIT 1) gate ON true
            WHERE p.dataset = :dataset
              AND (CAST(:before AS text) IS NULL OR p.partition_key < :before)
            ORDER BY p.partition_key DESC LIMIT :limit
            """)
        .bind("dataset", dataset.name())
        .bind("before", before)
        .bind("limit", limit)
        .map((rs, context) -> cell(rs, context, partitions, dataset, level, now))
        .list();
  }

  private static Cell cell(
      ResultSet rs,
      StatementContext context,
      RowMapper<PartitionRow> partitions,
      DatasetRow dataset,
      ServiceLevel level,
      Instant now)
      throws SQLException {
    PartitionRow row = partitions.map(rs, context);
    return new Cell(
        row.partitionKey(),
        row.state(),
        row.score(),
        row.rowCount(),
        dataset.timeliness(row, level, now),
        rs.getObject("gate_open", Boolean.class));
  }
}
