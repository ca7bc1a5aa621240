package io.headgate.registry.http;

import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.registry.store.QueryReports;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the streaming queries told. */
final class StreamMetrics implements StoredMetrics {
  private final QueryReports queries;
  private final Clock clock;
  private final RowGauge lagOffsets;
  private final RowGauge lagSeconds;
  private final RowGauge states;
  private final RowGauge ages;
  private final RowGauge restarts;
  private final RowGauge batches;
  private final RowGauge phases;
  private final RowGauge watermarks;

  StreamMetrics(QueryReports queries, MeterRegistry metrics, Clock clock) {
    this.queries = queries;
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
    this.restarts =
        new RowGauge(
            "headgate.query.restarts",
            "How often a query was started again since its driver started",
            metrics);
    this.batches =
        new RowGauge(
            "headgate.query.batch.seconds", "Time that the newest batch of a query took", metrics);
    this.phases =
        new RowGauge(
            "headgate.query.batch.phase.seconds",
            "Time that a phase of the newest batch of a query took, by Spark's names",
            metrics);
    this.watermarks =
        new RowGauge(
            "headgate.query.watermark.delay.seconds",
            "Time since the event time up to which windows of a query are closed",
            metrics);
  }

  @Override
  public void show() {
    show(queries.live());
  }

  @Override
  public void hide() {
    show(List.of());
  }

  private void show(List<QueryReport> reports) {
    showLag(reports);
    showStates(reports);
    showBatches(reports);
  }

  private void showLag(List<QueryReport> reports) {
    Map<Tags, Double> offsets = new HashMap<>();
    Map<Tags, Double> seconds = new HashMap<>();
    for (QueryReport report : reports) {
      for (PartitionLag lag : report.partitions()) {
        Tags tags =
            tags(report).and("topic", lag.topic(), "partition", Integer.toString(lag.partition()));
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
    Map<Tags, Double> started = new HashMap<>();
    for (QueryReport report : reports) {
      Tags query = tags(report);
      for (QueryState state : QueryState.values()) {
        inState.put(query.and("state", state.name()), report.state() == state ? 1.0 : 0.0);
      }
      age.put(query, seconds(Duration.between(report.reportedAt(), now)));
      started.put(query, (double) report.restarts());
    }
    states.show(inState);
    ages.show(age);
    restarts.show(started);
  }

  private void showBatches(List<QueryReport> reports) {
    Instant now = clock.instant();
    Map<Tags, Double> whole = new HashMap<>();
    Map<Tags, Double> parts = new HashMap<>();
    Map<Tags, Double> delays = new HashMap<>();
    for (QueryReport report : reports) {
      BatchProgress batch = report.batch();
      if (batch != null) {
        Tags query = tags(report);
        whole.put(query, seconds(batch.took()));
        batch.phases().entrySet().stream()
            .filter(phase -> !phase.getKey().equals(BatchProgress.WHOLE))
            .forEach(
                phase -> parts.put(query.and("phase", phase.getKey()), seconds(phase.getValue())));
        if (batch.watermark() != null) {
          delays.put(query, seconds(Duration.between(batch.watermark(), now)));
        }
      }
    }
    batches.show(whole);
    phases.show(parts);
    watermarks.show(delays);
  }

  private static Tags tags(QueryReport report) {
    return Tags.of("query", report.query(), "pipeline", report.pipeline());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
