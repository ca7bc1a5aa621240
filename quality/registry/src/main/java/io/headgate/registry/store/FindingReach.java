package io.headgate.registry.store;

import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.registry.gate.PartitionWindow;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * Which partitions a finding of a reconciliation speaks against. Offsets do not name a day, but the
 * ledger tells to which partitions of raw the batches that read them have added rows. Where that
 * does not tell all, the finding speaks against every partition.
 */
final class FindingReach {
  private final Handle handle;
  private final RecordedPipeline pipeline;

  FindingReach(Handle handle, RecordedPipeline pipeline) {
    this.handle = handle;
    this.pipeline = pipeline;
  }

  /** The findings of offsets that speak against a time, and all that were found of windows. */
  Reconciliation within(Reconciliation found, PartitionWindow window) {
    List<OffsetFinding> unexplained =
        found.findings().stream().filter(finding -> !finding.kind().isExplained()).toList();
    if (unexplained.isEmpty()) {
      return found;
    }
    Set<Integer> elsewhere = elsewhere(unexplained, window);
    return new Reconciliation(
        found.pipeline(),
        found.from(),
        found.until(),
        found.explained(),
        found.balances(),
        IntStream.range(0, unexplained.size())
            .filter(place -> !elsewhere.contains(place))
            .mapToObj(unexplained::get)
            .toList(),
        found.windows(),
        found.notes(),
        found.startedAt(),
        found.endedAt());
  }

  /**
   * Places in the list of those that are of other times: the batches that read all of their offsets
   * balance, and all rows of these batches went to partitions of other times.
   */
  private Set<Integer> elsewhere(List<OffsetFinding> findings, PartitionWindow window) {
    return handle
        .createQuery(
            """
            SELECT CAST(f.place - 1 AS integer)
            FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]),
                CAST(:froms AS bigint[]), CAST(:untils AS bigint[]))
              WITH ORDINALITY f (topic, topic_partition, from_offset, until_offset, place)
            CROSS JOIN dataset d
            CROSS JOIN LATERAL (
              SELECT max(o.from_offset) AS from_offset FROM ledger_offsets o
              WHERE o.dataset = d.name AND o.writer = :writer AND o.topic = f.topic
                AND o.topic_partition = f.topic_partition AND o.from_offset <= f.from_offset) first
            CROSS JOIN LATERAL (
              SELECT
                range_agg(int8range(o.from_offset, o.until_offset)) AS read,
                bool_and(o.fault IS NULL
                  AND l.rows_in = l.rows_valid + l.rows_quarantined + l.rows_filtered
                  AND l.rows_valid > 0
                  AND l.rows_valid = (
                    SELECT sum(row_count) FROM ledger_partition WHERE ledger_id = l.ledger_id)
                  AND NOT EXISTS (
                    SELECT FROM ledger_partition lp
                    LEFT JOIN dataset_partition p USING (dataset, partition_key)
                    WHERE lp.ledger_id = l.ledger_id
                      AND coalesce(p.window_start < :end AND p.window_end > :start, true)))
                  AS elsewhere
              FROM ledger_offsets o JOIN ledger l USING (ledger_id)
              WHERE o.dataset = d.name AND o.writer = :writer AND o.topic = f.topic
                AND o.topic_partition = f.topic_partition
                AND o.from_offset >= first.from_offset AND o.from_offset < f.until_offset) batches
            WHERE d.pipeline_id = :pipelineId AND d.kind = 'RAW'
              AND batches.elsewhere
              AND batches.read @> int8range(f.from_offset, f.until_offset)
            """)
        .bind("pipelineId", pipeline.pipelineId())
        .bind("writer", "raw-ingest:" + pipeline.name())
        .bind("start", window.start())
        .bind("end", window.end())
        .bindArray("topics", String.class, each(findings, OffsetFinding::topic))
        .bindArray("partitions", Integer.class, each(findings, OffsetFinding::partition))
        .bindArray("froms", Long.class, each(findings, OffsetFinding::from))
        .bindArray("untils", Long.class, each(findings, OffsetFinding::until))
        .mapTo(Integer.class)
        .set();
  }

  private static <T> List<T> each(List<OffsetFinding> findings, Function<OffsetFinding, T> field) {
    return findings.stream().map(field).toList();
  }
}
