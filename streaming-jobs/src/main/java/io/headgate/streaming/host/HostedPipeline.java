package io.headgate.streaming.host;

import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/** The running queries of one version of a pipeline. */
final class HostedPipeline implements Stoppable {
  private final PipelineVersion version;
  private final List<Supplier<HostedQuery>> makers;
  private final List<HostedQuery> queries = new ArrayList<>();
  @Nullable private final HostedAlerts alerts;

  private HostedPipeline(
      PipelineVersion version, List<Supplier<HostedQuery>> makers, @Nullable HostedAlerts alerts) {
    this.version = version;
    this.makers = makers;
    this.alerts = alerts;
    try {
      makers.forEach(maker -> queries.add(maker.get()));
    } catch (RuntimeException e) {
      Stoppable.closeAll(queries);
      throw e;
    }
  }

  static HostedPipeline open(StreamContext context, Set<QueryKind> kinds, QueryReporter reporter) {
    List<Supplier<HostedQuery>> makers = new ArrayList<>();
    kinds.forEach(kind -> makers.addAll(kind.queries(context, reporter)));
    return new HostedPipeline(
        context.pipeline(),
        List.copyOf(makers),
        kinds.contains(QueryKind.ALERT) ? new HostedAlerts(context, reporter) : null);
  }

  void start() {
    queries.forEach(HostedQuery::start);
    if (alerts != null) {
      alerts.start();
    }
  }

  /** Fails when something that a query needs is not there. */
  void check() {
    queries.forEach(HostedQuery::check);
    if (alerts != null) {
      alerts.check();
    }
  }

  /**
   * Makes the queries anew whose state was replaced: a failed one of the old generation of an
   * aggregate becomes a running one of the new generation.
   */
  void renew() {
    for (int i = 0; i < queries.size(); i++) {
      if (queries.get(i).isOutdated()) {
        queries.get(i).close();
        HostedQuery renewed = makers.get(i).get();
        queries.set(i, renewed);
        renewed.start();
      }
    }
  }

  List<HostedQuery> queries() {
    List<HostedQuery> now = new ArrayList<>(queries);
    if (alerts != null) {
      now.addAll(alerts.queries());
    }
    return List.copyOf(now);
  }

  PipelineVersion version() {
    return version;
  }

  /** Lets the batches in hand finish; its queries do not come back. */
  void end() {
    close();
    queries().forEach(HostedQuery::end);
  }

  @Override
  public void close() {
    List<Stoppable> running = new ArrayList<>(queries);
    if (alerts != null) {
      running.add(alerts);
    }
    Stoppable.closeAll(running);
  }
}
