package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.OffsetGap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Losses that a person accepted; kept for ever, with who and why. */
public final class OffsetGaps {
  private final Jdbi jdbi;

  public OffsetGaps(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Records a gap, unless it is known; one that overlaps another is refused. */
  public OffsetGap accept(OffsetGap gap) {
    if (gap.from() < 0 || gap.until() <= gap.from()) {
      throw Problem.unprocessable(
          "A gap is the offsets from 'from' up to and without 'until', and [%d, %d) has none. Send from < until."
              .formatted(gap.from(), gap.until()));
    }
    return jdbi.inTransaction(
        handle -> {
          new PipelineRows(handle).lock(gap.pipeline());
          List<OffsetGap> overlapping = overlapping(handle, gap);
          if (overlapping.size() == 1 && overlapping.get(0).isOf(gap)) {
            return overlapping.get(0);
          }
          refuse(gap, overlapping);
          insert(handle, gap);
          new OffsetFaults(handle).judgeAgain(gap.pipeline(), gap.topic(), gap.partition());
          return gap;
        });
  }

  /** Of one pipeline, or of all when it is null; by topic, partition and offset. */
  public List<OffsetGap> all(@Nullable String pipeline) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM offset_gap
                    WHERE CAST(:pipeline AS text) IS NULL OR pipeline = :pipeline
                    ORDER BY pipeline, topic, topic_partition, from_offset
                    """)
                .bind("pipeline", pipeline)
                .map(OffsetGaps::read)
                .list());
  }

  private static List<OffsetGap> overlapping(Handle handle, OffsetGap gap) {
    return handle
        .createQuery(
            """
            SELECT * FROM offset_gap
            WHERE pipeline = :pipeline AND topic = :topic AND topic_partition = :partition
              AND from_offset < :until AND until_offset > :from
            ORDER BY from_offset
            """)
        .bindMethods(gap)
        .map(OffsetGaps::read)
        .list();
  }

  private static void refuse(OffsetGap gap, List<OffsetGap> overlapping) {
    if (overlapping.isEmpty()) {
      return;
    }
    OffsetGap first = overlapping.get(0);
    throw Problem.conflict(
        "Offsets [%d, %d) of %s-%d overlap [%d, %d), which %s accepted at %s. Send only what is not accepted yet."
            .formatted(
                gap.from(),
                gap.until(),
                gap.topic(),
                gap.partition(),
                first.from(),
                first.until(),
                first.who(),
                first.at()),
        Map.of("overlapping", overlapping));
  }

  private static void insert(Handle handle, OffsetGap gap) {
    handle
        .createUpdate(
            """
            INSERT INTO offset_gap (pipeline, topic, topic_partition, from_offset, until_offset,
              kind, reason, who, accepted_at)
            VALUES (:pipeline, :topic, :partition, :from, :until, :kind, :reason, :who, :at)
            """)
        .bindMethods(gap)
        .execute();
  }

  private static OffsetGap read(ResultSet rs, StatementContext context) throws SQLException {
    return new OffsetGap(
        rs.getString("pipeline"),
        rs.getString("topic"),
        rs.getInt("topic_partition"),
        rs.getLong("from_offset"),
        rs.getLong("until_offset"),
        rs.getString("kind"),
        rs.getString("reason"),
        rs.getString("who"),
        rs.getTimestamp("accepted_at").toInstant());
  }
}
