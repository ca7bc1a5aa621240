package io.headgate.platform.batch;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.Rollup;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Makes a rollup's windows final in ClickHouse. Rows carry batch rank, so the stream's rows never
 * win against them, and the sequence number of their Iceberg snapshot, so that of two runs the
 * later one wins whatever order they arrive in, and a repeat changes nothing.
 */
final class ServingPublisher {
  private static final long BATCH_RANK = 1L << 62;
  private static final String DATABASE = "serving";
  private static final String PUBLISHED_WINDOWS = DATABASE + ".published_windows";

  private final ServingStore store;
  private final Rollup rollup;
  private final RunWindow window;
  private final Clock clock;

  ServingPublisher(ServingStore store, Rollup rollup, RunWindow window, Clock clock) {
    this.store = store;
    this.rollup = rollup;
    this.window = window;
    this.clock = clock;
  }

  /** Origin rank 1 in the two highest bits, generation 0, then the sequence number. */
  static long version(Snapshot snapshot) {
    return BATCH_RANK | snapshot.sequenceNumber();
  }

  /** Windows published so far, with version and status. */
  Map<Instant, Status> published() {
    String sql =
        """
        SELECT window_start, status, run_key, _version FROM %s FINAL
        WHERE dataset = '%s' AND %s"""
            .formatted(PUBLISHED_WINDOWS, rollup.dataset(), inWindow());
    return store.query(sql).stream()
        .collect(Collectors.toMap(ServingPublisher::windowStart, Status::of));
  }

  /** Whether ClickHouse shows the state of this snapshot, or a later one, in every window. */
  boolean isDone(Map<Instant, Status> published, Snapshot snapshot) {
    return window.windowStarts().stream()
        .map(published::get)
        .allMatch(status -> status != null && status.version() >= version(snapshot));
  }

  /**
   * The rows that ClickHouse shows of the windows, with their versions.
   *
   * @param columns the rollup's columns
   */
  List<JsonNode> rows(StructType columns) {
    String names =
        Arrays.stream(columns.fieldNames()).map(name -> "`" + name + "`").collect(joining(", "));
    return store.query(
        "SELECT %s, _version FROM %s FINAL WHERE %s".formatted(names, table(), inWindow()));
  }

  /**
   * Upserts the rows, and a tombstone for each key of the windows that has no row any more.
   *
   * @param before rows that are shown
   */
  void upsert(List<Row> rows, Snapshot snapshot, List<JsonNode> before) {
    long version = version(snapshot);
    List<ObjectNode> upserts = new ArrayList<>();
    Set<List<String>> kept = new HashSet<>();
    for (Row row : rows) {
      ObjectNode json = RowJson.of(row);
      kept.add(key(json));
      upserts.add(json.put("_version", version).put("_deleted", 0));
    }
    for (JsonNode old : before) {
      if (version(old) < version && !kept.contains(key(old))) {
        ObjectNode tombstone = ServingStore.row();
        tombstone.set("window_start", old.path("window_start"));
        tombstone.set("window_end", old.path("window_end"));
        rollup.key().forEach(column -> tombstone.set(column, old.path(column)));
        upserts.add(tombstone.put("_version", version).put("_deleted", 1));
      }
    }
    store.insert(table(), upserts);
  }

  /** Declares the windows final, or corrected where their values differ from what was final. */
  void declare(
      RunKey key, Snapshot snapshot, Map<Instant, Status> published, Set<Instant> changed) {
    String now = clock.instant().toString();
    List<ObjectNode> rows = new ArrayList<>();
    for (Instant start : window.windowStarts()) {
      Status before = published.get(start);
      String status =
          before == null ? "final" : changed.contains(start) ? "corrected" : before.status();
      rows.add(
          ServingStore.row()
              .put("dataset", rollup.dataset())
              .put("window_start", start.toString())
              .put("window_end", start.plus(1, rollup.grain().windowUnit()).toString())
              .put("status", status)
              .put("run_key", key.value())
              .put("snapshot_id", snapshot.snapshotId())
              .put("published_at", now)
              .put("_version", version(snapshot)));
    }
    store.insert(PUBLISHED_WINDOWS, rows);
  }

  static long version(JsonNode row) {
    return row.path("_version").asLong();
  }

  /** Whether batch made the row, and no stream. */
  static boolean isOfBatch(JsonNode row) {
    return version(row) >= BATCH_RANK;
  }

  /**
   * Dimensions are compared as text, and the window by its instant: the two sides differ in type.
   */
  private List<String> key(JsonNode row) {
    return key(rollup, row);
  }

  static List<String> key(Rollup rollup, JsonNode row) {
    List<String> key = new ArrayList<>();
    key.add(windowStart(row).toString());
    rollup.key().forEach(column -> key.add(row.path(column).asText()));
    return key;
  }

  static Instant windowStart(JsonNode row) {
    return Instant.parse(row.path("window_start").asText());
  }

  private String inWindow() {
    return within(window);
  }

  /** Condition that a row's window is one of these. */
  static String within(RunWindow window) {
    return "window_start >= parseDateTime64BestEffort('%s', 3, 'UTC') AND window_start < parseDateTime64BestEffort('%s', 3, 'UTC')"
        .formatted(window.start(), window.end());
  }

  private String table() {
    return DATABASE + "." + rollup.servingTable();
  }

  /**
   * How ClickHouse shows a published window.
   *
   * @param status {@code final} or {@code corrected}
   * @param runKey the run that published it last
   * @param version {@code _version} of its rows
   */
  record Status(String status, String runKey, long version) {
    static Status of(JsonNode row) {
      return new Status(
          row.path("status").asText(), row.path("run_key").asText(), ServingPublisher.version(row));
    }
  }

  /** Windows whose rows differ between two states. */
  static Set<Instant> changed(List<Row> before, List<Row> after) {
    Map<Instant, Set<Row>> old = byWindow(before);
    Map<Instant, Set<Row>> current = byWindow(after);
    Set<Instant> starts = new HashSet<>(old.keySet());
    starts.addAll(current.keySet());
    starts.removeIf(start -> old.getOrDefault(start, Set.of()).equals(current.get(start)));
    return starts;
  }

  private static Map<Instant, Set<Row>> byWindow(List<Row> rows) {
    Map<Instant, Set<Row>> windows = new HashMap<>();
    rows.forEach(
        row ->
            windows.computeIfAbsent(RunRows.windowStart(row), start -> new HashSet<>()).add(row));
    return windows;
  }
}
