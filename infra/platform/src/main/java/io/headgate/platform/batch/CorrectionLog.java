package io.headgate.platform.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.batch.LateEvents.Late;
import io.headgate.platform.batch.ServingPublisher.Status;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;

/**
 * Keeps in ClickHouse what a run changes of the values that readers saw: one row per value, under
 * the run's key, so that a repeat writes the same rows. It is written before the values, of which
 * nothing is left afterwards.
 */
final class CorrectionLog {
  private static final String TABLE = "serving.corrections";

  private final BatchContext context;
  private final Rollup rollup;
  private final InputSnapshot input;
  private final RunKey key;

  CorrectionLog(BatchContext context, Rollup rollup, InputSnapshot input, RunKey key) {
    this.context = context;
    this.rollup = rollup;
    this.input = input;
    this.key = key;
  }

  /**
   * Records every value that will change.
   *
   * @param shown the windows as they were published last
   * @param before the rows that ClickHouse shows
   */
  void record(Snapshot published, Map<Instant, Status> shown, List<JsonNode> before, RunRows rows) {
    long version = ServingPublisher.version(published);
    if (before.stream().anyMatch(row -> ServingPublisher.version(row) >= version)) {
      // An earlier attempt has put the values there, and recorded them first.
      return;
    }
    List<ValueChange> changes =
        ValueChange.between(
            rollup,
            rows.rows().schema().fieldNames(),
            shown,
            before,
            rows.held().orElseThrow().stream().map(RowJson::of).toList());
    if (changes.isEmpty()) {
      return;
    }
    Map<List<String>, Late> late = late(changes, shown);
    String now = context.clock().instant().toString();
    List<ObjectNode> log = new ArrayList<>();
    for (ValueChange change : changes) {
      Instant start = change.windowStart();
      ObjectNode row =
          ServingStore.row()
              .put("pipeline", context.contract().name())
              .put("dataset", rollup.dataset())
              .put("window_start", start.toString())
              .put("window_end", start.plus(1, rollup.grain().windowUnit()).toString())
              .put("key", dimensions(change).toString())
              .put("measure", change.measure())
              .put("before", change.before())
              .put("after", change.after())
              .put("status_before", change.statusBefore());
      Late events = late.get(change.key());
      row.put("events", events == null ? null : events.events());
      row.put("lateness_seconds", events == null ? null : seconds(events.latest()));
      row.put("run_key", key.value())
          .put("snapshot_id", published.snapshotId())
          .put("corrected_at", now)
          .put("_version", version);
      log.add(row);
    }
    context.serving().insert(TABLE, log);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private ObjectNode dimensions(ValueChange change) {
    ObjectNode dimensions = ServingStore.row();
    for (int i = 0; i < rollup.key().size(); i++) {
      dimensions.put(rollup.key().get(i), change.key().get(i + 1));
    }
    return dimensions;
  }

  private Map<List<String>, Late> late(List<ValueChange> changes, Map<Instant, Status> shown) {
    Map<List<String>, Late> late = new HashMap<>();
    for (String runKey :
        changes.stream()
            .map(change -> shown.get(change.windowStart()))
            .filter(status -> status != null)
            .map(Status::runKey)
            .collect(Collectors.toCollection(TreeSet::new))) {
      Long before =
          context
              .registry()
              .run(runKey)
              .map(RunReport::inputs)
              .orElse(Map.of())
              .get(input.dataset());
      if (before != null) {
        since(before)
            .forEach(
                (row, events) -> {
                  Status status = shown.get(Instant.parse(row.get(0)));
                  if (status != null && status.runKey().equals(runKey)) {
                    late.put(row, events);
                  }
                });
      }
    }
    return late;
  }

  private Map<List<String>, Late> since(long snapshotBefore) {
    if (rollup.from() == null) {
      Span span = Span.of(context.window(), Duration.ZERO);
      return new LateEvents(context, span, input).since(snapshotBefore, rollup.key());
    }
    Rollup from = context.contract().rollup(rollup.from()).orElseThrow();
    return from.key().containsAll(rollup.key())
        ? below(from, runsSince(from, snapshotBefore))
        : Map.of();
  }

  /** The runs of the level below that have published since; the ledger outlives snapshots. */
  private Set<String> runsSince(Rollup from, long snapshotBefore) {
    Set<String> runs = new TreeSet<>();
    for (Instant start : Span.of(context.window(), Duration.ZERO).starts(from.grain())) {
      context
          .registry()
          .changesAfter(from.dataset(), from.grain().partitionKey(start), snapshotBefore)
          .ifPresent(changes -> changes.forEach(change -> runs.add(change.scope())));
    }
    return runs;
  }

  /** What runs of the level below have recorded of the events that changed it. */
  private Map<List<String>, Late> below(Rollup from, Set<String> runs) {
    Map<List<String>, Late> late = new HashMap<>();
    if (runs.isEmpty()) {
      return late;
    }
    for (JsonNode row :
        context
            .serving()
            .query(
                """
                SELECT window_start, key, max(events) AS late_events,
                  max(lateness_seconds) AS latest
                FROM %s FINAL
                WHERE dataset = '%s' AND %s AND run_key IN ('%s') AND events > 0
                GROUP BY window_start, key, run_key\
                """
                    .formatted(
                        TABLE,
                        from.dataset(),
                        ServingPublisher.within(context.window()),
                        String.join("', '", runs)))) {
      List<String> of = new ArrayList<>();
      Instant start = ServingPublisher.windowStart(row);
      of.add(start.truncatedTo(rollup.grain().windowUnit()).toString());
      JsonNode dimensions = ServingStore.parsed(row.path("key").asText());
      rollup.key().forEach(name -> of.add(dimensions.path(name).asText()));
      late.merge(of, lateOf(row), Late::and);
    }
    return late;
  }

  private static Late lateOf(JsonNode row) {
    return new Late(
        row.path("late_events").asLong(),
        Duration.ofNanos(Math.round(row.path("latest").asDouble() * 1e9)));
  }
}
