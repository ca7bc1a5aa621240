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

/**
 * Which micro-batch a snapshot holds, written in its summary. Each table carries its own: that raw
 * has a batch says nothing about quarantine.
 *
 * @param query the query's name, for example {@code raw-ingest:flights}; outlives its checkpoint
 * @param queryId the streaming query's id, which lives as long as its checkpoint
 * @param epoch the micro-batch number
 * @param offsets what the batch read, half-open, of every topic partition that the query reads
 * @param notes more that the writer wants to find again, by name; not part of the identity
 */
public record EpochMarker(
    String query,
    String queryId,
    long epoch,
    List<OffsetRange> offsets,
    Map<String, String> notes) {
  private static final String QUERY = "headgate.query";
  private static final String QUERY_ID = "headgate.query-id";
  private static final String EPOCH = "headgate.epoch";
  private static final String OFFSETS = "headgate.offsets";
  private static final String NOTE = "headgate.note.";

  public EpochMarker {
    requireNonNull(query);
    requireNonNull(queryId);
    offsets = List.copyOf(offsets);
    notes = Map.copyOf(notes);
  }

  /** Entries for a snapshot's summary. */
  public Map<String, String> summary() {
    Map<String, String> summary = new TreeMap<>();
    summary.put(QUERY, query);
    summary.put(QUERY_ID, queryId);
    summary.put(EPOCH, String.valueOf(epoch));
    summary.put(OFFSETS, Json.write(offsets));
    notes.forEach((name, value) -> summary.put(NOTE + name, value));
    return summary;
  }

  /** The same batch with more to find again. */
  public EpochMarker with(Map<String, String> moreNotes) {
    Map<String, String> all = new TreeMap<>(notes);
    all.putAll(moreNotes);
    return new EpochMarker(query, queryId, epoch, offsets, all);
  }

  public Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  /** The marker that this query left on a snapshot; empty when it did not write the snapshot. */
  public static Optional<EpochMarker> of(Snapshot snapshot, String query) {
    Map<String, String> summary = snapshot.summary();
    // Markers written before queries were named belong to the only query that a table had.
    if (!summary.containsKey(QUERY_ID) || !summary.getOrDefault(QUERY, query).equals(query)) {
      return Optional.empty();
    }
    Map<String, String> notes = new TreeMap<>();
    summary.forEach(
        (key, value) -> {
          if (key.startsWith(NOTE)) {
            notes.put(key.substring(NOTE.length()), value);
          }
        });
    return Optional.of(
        new EpochMarker(
            query,
            summary.get(QUERY_ID),
            Long.parseLong(summary.get(EPOCH)),
            ranges(summary.get(OFFSETS)),
            notes));
  }

  /** Whether both are the same batch of the same checkpoint, read up to the same offsets. */
  boolean isSameBatchAs(EpochMarker other) {
    return queryId.equals(other.queryId) && epoch == other.epoch && ends().equals(other.ends());
  }

  /** A range of this batch that the other batch has read too, or read past. */
  Optional<OffsetRange> overlapWith(EpochMarker other) {
    Map<String, Long> theirs = other.ends();
    return offsets.stream()
        .filter(range -> range.from() < range.until())
        .filter(range -> theirs.getOrDefault(key(range), 0L) > range.from())
        .findFirst();
  }

  private Map<String, Long> ends() {
    Map<String, Long> ends = new TreeMap<>();
    offsets.forEach(range -> ends.put(key(range), range.until()));
    return ends;
  }

  private static String key(OffsetRange range) {
    return range.topic() + "-" + range.partition();
  }

  private static List<OffsetRange> ranges(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<List<OffsetRange>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Summary entry " + OFFSETS + " is not ours: " + json, e);
    }
  }
}
