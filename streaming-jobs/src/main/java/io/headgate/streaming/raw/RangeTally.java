package io.headgate.streaming.raw;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** What a task counted in one offset range. Not thread-safe. */
final class RangeTally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Garbage that looks like Avro may have any id. */
  private static final int MOST_SCHEMA_IDS = 1_000;

  private static final long NOTHING = Long.MIN_VALUE;

  private final OffsetRange range;
  private final HashMap<String, Long> errors = new HashMap<>();
  private final HashMap<String, Long> warnings = new HashMap<>();
  private final SuspectHours suspects = new SuspectHours();
  private long valid;
  private long filtered;
  private long newestMillis = NOTHING;
  private List<OffsetRange> holes = List.of();
  private final HashSet<Integer> schemaIds = new HashSet<>();
  private int lastSchemaId = -1;

  RangeTally(OffsetRange range) {
    this.range = requireNonNull(range);
  }

  /** A record has this schema id, whatever became of it. */
  void schema(@Nullable Integer id) {
    if (id != null && id != lastSchemaId && schemaIds.size() < MOST_SCHEMA_IDS) {
      lastSchemaId = id;
      schemaIds.add(id);
    }
  }

  /**
   * @param brokerMillis the broker's timestamp
   */
  void valid(long brokerMillis, List<String> itsWarnings) {
    valid++;
    newestMillis = Math.max(newestMillis, brokerMillis);
    if (!itsWarnings.isEmpty()) {
      itsWarnings.forEach(warning -> warnings.merge(warning, 1L, Long::sum));
    }
  }

  void filtered() {
    filtered++;
  }

  void rejected(long brokerMillis, String errorClass) {
    errors.merge(errorClass, 1L, Long::sum);
    suspects.count(brokerMillis, errorClass);
  }

  /** A valid event, which {@link #valid} has counted, names a time far before the broker's. */
  void behind(long brokerMillis) {
    suspects.count(brokerMillis, LedgerRow.EVENT_TIME_BEHIND);
  }

  /** The range was read to its end, and these offsets hold no record. */
  void ended(List<OffsetRange> itsHoles) {
    holes = List.copyOf(itsHoles);
  }

  /** The schema ids that the range's records have. */
  Set<Integer> schemaIds() {
    return Set.copyOf(schemaIds);
  }

  OffsetRange range() {
    return range;
  }

  /** The newest broker timestamp of a valid record, in milliseconds since 1970. */
  Optional<Long> newestMillis() {
    return newestMillis == NOTHING ? Optional.empty() : Optional.of(newestMillis);
  }

  /** Adds up what the ranges of a batch have. */
  static BatchTally sum(List<RangeTally> ranges, Map<String, Long> partitionRows) {
    long validRows = 0;
    long filteredRows = 0;
    Map<String, Long> errors = new TreeMap<>();
    Map<String, Long> warnings = new TreeMap<>();
    for (RangeTally each : ranges) {
      validRows += each.valid;
      filteredRows += each.filtered;
      each.errors.forEach((key, rows) -> errors.merge(key, rows, Long::sum));
      each.warnings.forEach((key, rows) -> warnings.merge(key, rows, Long::sum));
    }
    return new BatchTally(
        validRows,
        filteredRows,
        errors,
        warnings,
        partitionRows,
        SuspectHours.sum(ranges.stream().map(each -> each.suspects)),
        ranges.stream().flatMap(each -> each.holes.stream()).toList());
  }
}
