package io.headgate.platform.iceberg;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which micro-batch a snapshot holds, written in its summary. Each table carries its own: that raw
 * has a batch says nothing about quarantine.
 *
 * @param queryId the streaming query's id, which lives as long as its checkpoint
 * @param epoch the micro-batch number
 * @param offsets what the batch read, half-open, of every topic partition that the query reads
 */
public record EpochMarker(String queryId, long epoch, List<OffsetRange> offsets) {
  private static final String QUERY_ID = "headgate.query-id";
  private static final String EPOCH = "headgate.epoch";
  private static final String OFFSETS = "headgate.offsets";

  public EpochMarker {
    requireNonNull(queryId);
    offsets = List.copyOf(offsets);
  }

  /** Entries for a snapshot's summary. */
  public Map<String, String> summary() {
    return new TreeMap<>(
        Map.of(QUERY_ID, queryId, EPOCH, String.valueOf(epoch), OFFSETS, Json.write(offsets)));
  }

  /** The marker of a snapshot; empty for one that no streaming query wrote. */
  public static Optional<EpochMarker> of(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    if (!summary.containsKey(QUERY_ID)) {
      return Optional.empty();
    }
    return Optional.of(
        new EpochMarker(
            summary.get(QUERY_ID),
            Long.parseLong(summary.get(EPOCH)),
            ranges(summary.get(OFFSETS))));
  }

  /** The snapshot on main that holds this epoch of this query, if it was committed. */
  public Optional<Snapshot> committedIn(Table table) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      Optional<EpochMarker> marker = of(snapshot).filter(that -> that.queryId.equals(queryId));
      if (marker.isPresent() && marker.get().epoch <= epoch) {
        // A query commits its epochs in order, so nothing older can match.
        return marker.filter(that -> that.epoch == epoch).map(that -> snapshot);
      }
    }
    return Optional.empty();
  }

  /** What a streaming query committed last to the table, whichever query it was. */
  public static Optional<EpochMarker> newestIn(Table table) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      Optional<EpochMarker> marker = of(snapshot);
      if (marker.isPresent()) {
        return marker;
      }
    }
    return Optional.empty();
  }

  private static List<OffsetRange> ranges(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<List<OffsetRange>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Summary entry " + OFFSETS + " is not ours: " + json, e);
    }
  }
}
