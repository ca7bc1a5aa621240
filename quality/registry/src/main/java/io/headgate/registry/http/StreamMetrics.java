package io.headgate.registry.http;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.registry.store.QuarantinedRows;
import io.headgate.registry.store.QueryReports;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the streams told, as metrics; read from the database when they are scraped. */
public final class StreamMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(StreamMetrics.class);

  private final QueryReports queries;
  private final Supplier<List<QuarantinedRows.Total>> quarantined;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final MultiGauge lagOffsets;
  private final MultiGauge lagSeconds;
  private final MultiGauge states;
  private final MultiGauge ages;
  private final Map<Tags, Double> quarantinedRows = new ConcurrentHashMap<>();

  /**
   * @param quarantined totals of the ledger
   */
  public StreamMetrics(
      QueryReports queries,
      Supplier<List<QuarantinedRows.Total>> quarantined,
      MeterRegistry metrics,
      Clock clock) {
    this.queries = queries;
    this.quarantined = quarantined;
    this.metrics = metrics;
    this.clock = clock;
    this.lagOffsets = gauge("headgate.lag.offsets", "Offsets that a query has not processed");
    this.lagSeconds =
        gauge("headgate.lag.seconds", "Age of the first record that a query has not processed");
    this.states = gauge("headgate.query.state", "1 for the state that a query is in");
    this.ages =
        gauge("headgate.query.report.age.seconds", "Time since a query last told where it stands");
  }

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(metrics);
  }

  /** Brings the metrics up to date; without the database they say nothing rather than the past. */
  public synchronized void refresh() {
    List<QueryReport> reports = List.of();
    try {
      reports = queries.all();
      quarantined.get().forEach(this::count);
    } catch (RuntimeException e) {
      LOG.warn("No metrics of the streams: PostgreSQL does not answer ({}).", e.getMessage());
    }
    showLag(reports);
    showStates(reports);
  }

  private void showLag(List<QueryReport> reports) {
    List<Row<?>> offsets = new ArrayList<>();
    List<Row<?>> seconds = new ArrayList<>();
    for (QueryReport report : reports) {
      for (PartitionLag lag : report.partitions()) {
        Tags tags =
            Tags.of(
                "query",
                report.query(),
                "topic",
                lag.topic(),
                "partition",
                Integer.toString(lag.partition()));
        offsets.add(Row.of(tags, lag.offsetsBehind()));
        seconds.add(Row.of(tags, lag.secondsBehind()));
      }
    }
    lagOffsets.register(offsets, true);
    lagSeconds.register(seconds, true);
  }

  private void showStates(List<QueryReport> reports) {
    Instant now = clock.instant();
    List<Row<?>> inState = new ArrayList<>();
    List<Row<?>> age = new ArrayList<>();
    for (QueryReport report : reports) {
      Tags query = Tags.of("query", report.query(), "pipeline", report.pipeline());
      for (QueryState state : QueryState.values()) {
        inState.add(Row.of(query.and("state", state.name()), report.state() == state ? 1 : 0));
      }
      age.add(Row.of(query, Duration.between(report.reportedAt(), now).toMillis() / 1000.0));
    }
    states.register(inState, true);
    ages.register(age, true);
  }

  private void count(QuarantinedRows.Total total) {
    Tags tags = Tags.of("pipeline", total.pipeline(), "error_class", total.errorClass());
    if (quarantinedRows.put(tags, (double) total.rows()) == null) {
      FunctionCounter.builder(
              "headgate.quarantined.rows", quarantinedRows, rows -> rows.getOrDefault(tags, 0.0))
          .description("Records that went to quarantine, by the ledger")
          .tags(tags)
          .register(metrics);
    }
  }
}
