package io.headgate.streaming.stage;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The shared stage inside one task: decode, filter, required fields, rules and time rule on plain
 * values, mask, enrich. Never throws for what a producer sent, but for a broken rule that stops the
 * stream. Not thread-safe.
 */
public interface RecordStage {
  /**
   * Judges one record.
   *
   * @return the same object for every record
   * @throws io.headgate.platform.job.HeadgateException with CHECKS_FAILED for a broken rule whose
   *     action is {@code stop}
   */
  Staged apply(ConsumerRecord<byte[], byte[]> record);
}
