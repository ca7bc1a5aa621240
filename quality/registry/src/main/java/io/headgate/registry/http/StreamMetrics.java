package io.headgate.registry.http;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.registry.store.QuarantinedRows;
import io.headgate.registry.store.QueryReports;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
  private final RowGauge lagOffsets;
  private final RowGauge lagSeconds;
  private final RowGauge states;
  private final RowGauge ages;
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
    this.lagOffsets =
        new RowGauge("headgate.lag.offsets", "Offsets that a query has not processed", metrics);
    this.lagSeconds =
        new RowGauge(
            "headgate.lag.seconds",
            "Age of the first record that a query has not processed",
            metrics);
    this.states =
        new RowGauge("headgate.query.state", "1 for the state that a query is in", metrics);
    this.ages =
        new RowGauge(
            "headgate.query.report.age.seconds",
            "Time since a query last told where it stands",
            metrics);
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
    Map<Tags, Double> offsets = new HashMap<>();
    Map<Tags, Double> seconds = new HashMap<>();
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
        offsets.put(tags, (double) lag.offsetsBehind());
        seconds.put(tags, lag.secondsBehind());
      }
    }
    lagOffsets.show(offsets);
    lagSeconds.show(seconds);
  }

  private void showStates(List<QueryReport> reports) {
    Instant now = clock.instant();
    Map<Tags, Double> inState = new HashMap<>();
    Map<Tags, Double> age = new HashMap<>();
    for (QueryReport report : reports) {
      Tags query = Tags.of("query", report.query(), "pipeline", report.pipeline());
      for (QueryState state : QueryState.values()) {
        inState.put(query.and("state", state.name()), report.state() == state ? 1.0 : 0.0);
      }
      age.put(query, Duration.between(report.reportedAt(), now).toMillis() / 1000.0);
    }
    states.show(inState);
    ages.show(age);
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
