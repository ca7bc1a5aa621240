package io.headgate.registry.store;

import org.jdbi.v3.core.Handle;

/** What is wrong between two ranges of offsets that follow each other in the ledger. */
final class OffsetFaults {
  private final Handle handle;

  OffsetFaults(Handle handle) {
    this.handle = handle;
  }

  /**
   * Says of the range that begins at {@code at} whether it goes on where the one before ended, or
   * where gaps that a person accepted end.
   */
  void judge(String dataset, String writer, String topic, int partition, long at) {
    handle
        .createUpdate(
            """
            UPDATE ledger_offsets judged SET fault = (
              SELECT CASE
                WHEN before.until_offset + (
                  SELECT coalesce(sum(least(gap.until_offset, judged.from_offset)
                    - greatest(gap.from_offset, before.until_offset)), 0)
                  FROM offset_gap gap
                  JOIN pipeline p ON p.name = gap.pipeline
                  JOIN dataset d ON d.pipeline_id = p.pipeline_id
                  WHERE d.name = judged.dataset AND gap.topic = judged.topic
                    AND gap.topic_partition = judged.topic_partition
                    AND gap.from_offset < judged.from_offset
                    AND gap.until_offset > before.until_offset) < judged.from_offset
                THEN format(
                  'offsets %s to %s of %s-%s were not read',
                  before.until_offset, judged.from_offset - 1, judged.topic, judged.topic_partition)
                WHEN before.until_offset > judged.from_offset THEN format(
                  'offsets %s to %s of %s-%s were read twice',
                  judged.from_offset, before.until_offset - 1, judged.topic,
                  judged.topic_partition)
                END
              FROM ledger_offsets before
              WHERE before.dataset = judged.dataset AND before.writer = judged.writer
                AND before.topic = judged.topic
                AND before.topic_partition = judged.topic_partition
                AND (before.from_offset, before.ledger_id)
                  < (judged.from_offset, judged.ledger_id)
              ORDER BY before.from_offset DESC, before.ledger_id DESC LIMIT 1)
            WHERE judged.dataset = :dataset AND judged.writer = :writer
              AND judged.topic = :topic AND judged.topic_partition = :partition
              AND judged.from_offset = :at
            """)
        .bind("dataset", dataset)
        .bind("writer", writer)
        .bind("topic", topic)
        .bind("partition", partition)
        .bind("at", at)
        .execute();
  }

  /** Judges again what was at fault in a topic partition of a pipeline. */
  void judgeAgain(String pipeline, String topic, int partition) {
    record At(String dataset, String writer, long from) {}
    handle
        .createQuery(
            """
            SELECT o.dataset, o.writer, o.from_offset
            FROM ledger_offsets o JOIN dataset d ON d.name = o.dataset JOIN pipeline p USING (pipeline_id)
            WHERE o.fault IS NOT NULL AND p.name = :pipeline AND o.topic = :topic
              AND o.topic_partition = :partition
            """)
        .bind("pipeline", pipeline)
        .bind("topic", topic)
        .bind("partition", partition)
        .map((rs, context) -> new At(rs.getString(1), rs.getString(2), rs.getLong(3)))
        .forEach(found -> judge(found.dataset(), found.writer(), topic, partition, found.from()));
  }
}
