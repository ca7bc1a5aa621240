package io.headgate.streaming.host;

import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The running queries of one version of a pipeline. */
final class HostedPipeline implements Stoppable {
  private final PipelineVersion version;
  private final List<HostedQuery> queries;

  private HostedPipeline(PipelineVersion version, List<HostedQuery> queries) {
    this.version = version;
    this.queries = queries;
  }

  static HostedPipeline open(StreamContext context, Set<QueryKind> kinds, QueryReporter reporter) {
    List<HostedQuery> queries = new ArrayList<>();
    kinds.forEach(kind -> queries.addAll(kind.queries(context, reporter)));
    return new HostedPipeline(context.pipeline(), List.copyOf(queries));
  }

  void start() {
    queries.forEach(HostedQuery::start);
  }

  /** Fails when something that a query needs is not there. */
  void check() {
    queries.forEach(HostedQuery::check);
  }

  List<HostedQuery> queries() {
    return queries;
  }

  PipelineVersion version() {
    return version;
  }

  @Override
  public void close() {
    Stoppable.closeAll(queries);
  }
}
