package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_micros;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.SnapshotHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The events that a run reads, are in raw at one snapshot and were not at an earlier one. A copy of
 * an event that was there counts only where it takes its place. They are found by the snapshots in
 * between; once the earlier one has expired, by the offsets that the ledger tells of.
 */
final class LateEvents {
  private static final String[] POSITION = {"_topic", "_topic_partition", "_offset"};

  private final BatchContext context;
  private final SparkSession session;
  private final PipelineContract contract;
  private final Span span;
  private final InputSnapshot raw;

  LateEvents(BatchContext context, Span span, InputSnapshot raw) {
    this.context = context;
    this.session = context.spark();
    this.contract = context.contract();
    this.span = span;
    this.raw = raw;
  }

  /**
   * How many came, and how late.
   *
   * @param events number
   * @param latest the longest time from an event to the broker
   */
  record Late(long events, Duration latest) {
    Late and(Late other) {
      return new Late(
          events + other.events, latest.compareTo(other.latest) < 0 ? other.latest : latest);
    }
  }

  /**
   * By window and dimensions, as {@link ServingPublisher#key}; empty when it cannot be told: raw
   * and the ledger do not know the snapshot, or the dimensions are no columns of an event.
   *
   * @param before the snapshot that was read before
   */
  Map<List<String>, Late> since(long before, List<String> dimensions) {
    Optional<Dataset<Row>> newer = hasColumns(dimensions) ? newer(before) : Optional.empty();
    if (newer.isEmpty()) {
      return Map.of();
    }
    List<Column> keys = new ArrayList<>();
    keys.add(truncated(span.window().grain().windowUnit()).as("_window"));
    dimensions.forEach(name -> keys.add(col(name).cast("string").as("_key_" + name)));
    Map<List<String>, Late> late = new HashMap<>();
    Column lateness = unix_micros(col("_broker_at")).minus(unix_micros(eventTime()));
    for (Row row :
        newer
            .get()
            .groupBy(keys.toArray(Column[]::new))
            .agg(count(lit(1)).as("_events"), max(lateness).as("_lateness"))
            .collectAsList()) {
      List<String> key = new ArrayList<>();
      key.add(row.<Instant>getAs("_window").toString());
      dimensions.forEach(name -> key.add(String.valueOf(row.<String>getAs("_key_" + name))));
      late.put(
          key,
          new Late(
              row.getAs("_events"), Duration.of(row.<Long>getAs("_lateness"), ChronoUnit.MICROS)));
    }
    return late;
  }

  /**
   * Starts of the partitions, as wide as those of the run, whose events differ from those at an
   * earlier snapshot; empty when it cannot be told, as rows were deleted or nobody knows the
   * snapshot.
   */
  Optional<Set<Instant>> touched(long before) {
    if (isKnown(before) && !onlyAppended(before)) {
      return Optional.empty();
    }
    return newer(before)
        .map(
            events ->
                events
                    .select(truncated((ChronoUnit) span.window().grain().unit()).as("_partition"))
                    .distinct()
                    .collectAsList()
                    .stream()
                    .map(row -> row.<Instant>getAs("_partition"))
                    .collect(Collectors.toCollection(TreeSet::new)));
  }

  private Optional<Dataset<Row>> newer(long before) {
    if (before == raw.snapshotId()) {
      return Optional.of(events().limit(0));
    }
    return isKnown(before)
        ? Optional.of(appended(before))
        : RecordedOffsets.after(context, span, raw, before).map(offsets -> offsets.of(events()));
  }

  private boolean isKnown(long before) {
    Table table = RollupTable.load(session, raw.dataset());
    return table.snapshot(before) != null && SnapshotUtil.isAncestorOf(table, raw.readAt(), before);
  }

  private boolean onlyAppended(long before) {
    Table table = RollupTable.load(session, raw.dataset());
    Set<String> dates =
        span.dates().stream().map(InputSnapshot::partition).collect(Collectors.toSet());
    for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(raw.readAt(), before, table::snapshot)) {
      if (!DataOperations.APPEND.equals(snapshot.operation())
          && SnapshotHistory.changes(
              snapshot, path -> Arrays.stream(path.split("/")).anyMatch(dates::contains))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasColumns(List<String> dimensions) {
    List<String> columns =
        List.of(session.table(RollupTable.sparkName(raw.dataset())).schema().fieldNames());
    return columns.containsAll(dimensions);
  }

  private Dataset<Row> appended(long before) {
    if (before == raw.readAt()) {
      return events().limit(0);
    }
    Column[] position = Arrays.stream(POSITION).map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> appended =
        session
            .read()
            .option("start-snapshot-id", before)
            .option("end-snapshot-id", raw.readAt())
            .table(RollupTable.sparkName(raw.dataset()))
            .where(eventTime().geq(lit(span.start())))
            .where(eventTime().lt(lit(span.end())))
            .select(position);
    return events().join(appended, POSITION, "left_semi");
  }

  private Dataset<Row> events() {
    return EventsView.of(session, contract, span, raw);
  }

  private Column truncated(ChronoUnit unit) {
    return date_trunc(
        switch (unit) {
          case MINUTES -> "minute";
          case HOURS -> "hour";
          case DAYS -> "day";
          default -> throw new IllegalArgumentException("No grain has windows of " + unit);
        },
        eventTime());
  }

  private Column eventTime() {
    return col(contract.eventTime().field());
  }
}
