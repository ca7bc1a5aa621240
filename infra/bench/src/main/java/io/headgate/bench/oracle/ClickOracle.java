package io.headgate.bench.oracle;

import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.platform.registry.SchemaClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** The oracle for pipelines of clicks. */
public final class ClickOracle implements AutoCloseable {
  private static final String EVENT_TIME = "occurred_at";
  private static final List<String> WINDOW = List.of("window_start", "site");
  private static final long MINUTE_MICROS = 60_000_000;

  private final BenchStack stack;
  private final TopicTruth truth;

  private ClickOracle(BenchStack stack, TopicTruth truth) {
    this.stack = stack;
    this.truth = truth;
  }

  /**
   * Reads the pipeline's topic as it is now; its answers are about that.
   *
   * @param schema the newest schema of the topic
   */
  public static ClickOracle of(BenchStack stack, BenchPipeline pipeline, String schema)
      throws SQLException, IOException {
    Schema reader = new Schema.Parser().parse(schema);
    SchemaClient schemas = stack.registry().schemas();
    TopicTruth.Reading reading =
        new TopicTruth.Reading(
            stack.kafka(),
            List.of(pipeline.topic()),
            schemas::definition,
            reader,
            columns(stack, pipeline, reader),
            new ClickRules(pipeline.rules()),
            pipeline.exactlyOnce());
    Path folder = Files.createDirectories(stack.layout().home("oracle"));
    return new ClickOracle(stack, TopicTruth.read(reading, folder));
  }

  private static List<EventColumn> columns(
      BenchStack stack, BenchPipeline pipeline, Schema reader) {
    List<EventColumn> plain = EventColumn.of(reader);
    Optional<String> key = pipeline.rules() ? stack.hashKey() : Optional.empty();
    if (key.isEmpty()) {
      return plain;
    }
    var hash = KeyedHash.of(key.get());
    return plain.stream()
        .map(column -> column.name().equals(BenchPipeline.MASKED) ? column.with(hash) : column)
        .toList();
  }

  public TopicTruth truth() {
    return truth;
  }

  /** Compares windows with any recomputation from view {@code events} of the topic. */
  public WindowOracle windowOracle() {
    return new WindowOracle(truth.duckdb());
  }

  /** Holds a raw table against the topic. */
  public Verdict raw(String dataset) throws SQLException, IOException {
    try (Connection catalog = stack.catalog()) {
      return new LakeOracle(truth).raw(LakeFiles.of(catalog, dataset), EVENT_TIME);
    }
  }

  /** Holds a quarantine table against the topic. */
  public Verdict quarantine(String dataset) throws SQLException, IOException {
    try (Connection catalog = stack.catalog()) {
      return new LakeOracle(truth).quarantine(LakeFiles.of(catalog, dataset));
    }
  }

  /** Holds a serving table against all valid events of the topic. */
  public Verdict windows(String table) throws SQLException {
    return windows(table + " FINAL", "true");
  }

  /**
   * Holds windows against the topic.
   *
   * @param relation what is read in ClickHouse
   * @param counted DuckDB's condition for the events that count; {@code true} but where some were
   *     dropped as late
   */
  public Verdict windows(String relation, String counted) throws SQLException {
    try (Connection clickHouse = stack.clickHouse()) {
      return windowOracle().check(expected(counted), clickHouse, actual(relation), WINDOW);
    }
  }

  private static String expected(String counted) {
    return """
    SELECT (occurred_at // %1$d) * %1$d AS window_start, site,
      (occurred_at // %1$d) * %1$d + %1$d AS window_end,
      count(*) AS clicks, sum(amount_cents)::BIGINT AS amount_cents,
      max(duration_ms) AS longest_duration_ms,
      sum(duration_ms)::DOUBLE / count(*) AS average_duration_ms
    FROM events WHERE %2$s GROUP BY ALL
    """
        .formatted(MINUTE_MICROS, counted);
  }

  private static String actual(String relation) {
    return """
    SELECT toUnixTimestamp64Micro(window_start) AS window_start, site,
      toUnixTimestamp64Micro(window_end) AS window_end,
      toInt64(clicks) AS clicks, toInt64(amount_cents) AS amount_cents,
      toInt64(longest_duration_ms) AS longest_duration_ms, average_duration_ms
    FROM %s
    """
        .formatted(relation);
  }

  @Override
  public void close() throws SQLException {
    truth.close();
  }
}
