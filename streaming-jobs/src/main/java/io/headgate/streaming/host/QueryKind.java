package io.headgate.streaming.host;

import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.aggregate.AggregateStream;
import io.headgate.streaming.raw.RawIngest;
import java.util.List;
import java.util.function.Supplier;

/** The kinds of query that a pipeline has. */
public enum QueryKind {
  /** Valid events to raw, the others to quarantine. */
  RAW_INGEST {
    @Override
    List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter) {
      String folder = RawIngest.folder(context.contract());
      return List.of(
          () -> {
            Outbox ledger = context.ledger(folder);
            return hosted(context, new RawIngest(context, ledger), ledger, folder, reporter);
          });
    }
  },
  /** Provisional windows to ClickHouse, one query per aggregate. */
  AGGREGATE {
    @Override
    List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter) {
      return context.contract().aggregates().stream()
          .<Supplier<HostedQuery>>map(
              aggregate ->
                  () -> {
                    String folder = AggregateStream.folder(context, aggregate);
                    Outbox ledger = context.ledger(folder);
                    StreamingQueryPlan plan = new AggregateStream(context, aggregate, ledger);
                    return hosted(context, plan, ledger, folder, reporter);
                  })
          .toList();
    }
  };

  /** What makes each query; again when what it was made for is outdated. */
  abstract List<Supplier<HostedQuery>> queries(StreamContext context, QueryReporter reporter);

  private static HostedQuery hosted(
      StreamContext context,
      StreamingQueryPlan plan,
      Outbox ledger,
      String folder,
      QueryReporter reporter) {
    QuerySource source = QuerySource.of(context.contract(), context.checkpoint(folder));
    return new HostedQuery(plan, ledger, source, context.clock(), reporter);
  }
}
