package io.headgate.local.ingest;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the ledger says of one dataset.
 *
 * @param read records read
 * @param valid records written
 * @param quarantined records that went to quarantine
 * @param positions the next offset to read, per topic partition
 */
public record IngestTotals(
    long read, long valid, long quarantined, Map<TopicPartition, Long> positions) {
  public IngestTotals {
    positions = Map.copyOf(positions);
  }

  public static IngestTotals of(List<LedgerRow> ledger) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (LedgerRow row : ledger) {
      for (OffsetRange range : row.offsets()) {
        positions.merge(
            new TopicPartition(range.topic(), range.partition()), range.until(), Math::max);
      }
    }
    return new IngestTotals(
        ledger.stream().mapToLong(LedgerRow::rowsIn).sum(),
        ledger.stream().mapToLong(LedgerRow::rowsValid).sum(),
        ledger.stream().mapToLong(LedgerRow::rowsQuarantined).sum(),
        positions);
  }

  /** Whether everything before these ends has been read. */
  public boolean covers(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
