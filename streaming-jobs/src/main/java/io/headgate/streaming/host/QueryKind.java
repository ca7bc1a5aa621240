package io.headgate.streaming.host;

import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.aggregate.AggregateStream;
import io.headgate.streaming.raw.RawIngest;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The kinds of query that a pipeline has. */
public enum QueryKind {
  /** Valid events to raw, the others to quarantine. */
  RAW_INGEST {
    @Override
    List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter) {
      String folder = RawIngest.folder(context.contract());
      return List.of(
          () -> hosted(context, folder, reporter, ledger -> new RawIngest(context, ledger)));
    }
  },
  /** Provisional windows to ClickHouse, one query per aggregate. */
  AGGREGATE {
    @Override
    List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter) {
      return context.contract().aggregates().stream()
          .<Supplier<HostedQuery>>map(
              aggregate ->
                  () ->
                      hosted(
                          context,
                          AggregateStream.folder(context, aggregate),
                          reporter,
                          ledger -> new AggregateStream(context, aggregate, ledger)))
          .toList();
    }
  },
  /** Buckets that alert rules are judged by, for aggregates that have rules. */
  ALERT {
    /** None for certain: {@link HostedAlerts} has them as there are rules. */
    @Override
    List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter) {
      return List.of();
    }
  };

  /** What makes each query; again when what it was made for is outdated. */
  abstract List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter);

  private static HostedQuery hosted(
      StreamContext context,
      String folder,
      QueryReporter reporter,
      Function<Outbox, StreamingQueryPlan> planOf) {
    Outbox ledger = context.ledger(folder);
    try {
      QuerySource source = QuerySource.of(context.contract(), context.checkpoint(folder));
      return new HostedQuery(planOf.apply(ledger), ledger, source, context.clock(), reporter);
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }
}
