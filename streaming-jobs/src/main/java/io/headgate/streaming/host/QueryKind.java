package io.headgate.streaming.host;

import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.StreamingQueryPlan;
import io.headgate.streaming.aggregate.AggregateStream;
import io.headgate.streaming.raw.RawIngest;
import java.util.List;

/** The kinds of query that a pipeline has. */
public enum QueryKind {
  /** Valid events to raw, the others to quarantine. */
  RAW_INGEST {
    @Override
    List<HostedQuery> queries(StreamContext context, QueryReporter reporter) {
      String folder = RawIngest.folder(context.contract());
      Outbox ledger = outbox(context, folder);
      return List.of(hosted(context, new RawIngest(context, ledger), ledger, folder, reporter));
    }
  },
  /** Provisional windows to ClickHouse, one query per aggregate. */
  AGGREGATE {
    @Override
    List<HostedQuery> queries(StreamContext context, QueryReporter reporter) {
      return context.contract().aggregates().stream()
          .map(
              aggregate -> {
                String folder = AggregateStream.folder(context.contract(), aggregate);
                Outbox ledger = outbox(context, folder);
                StreamingQueryPlan plan = new AggregateStream(context, aggregate, ledger);
                return hosted(context, plan, ledger, folder, reporter);
              })
          .toList();
    }
  };

  abstract List<HostedQuery> queries(StreamContext context, QueryReporter reporter);

  private static HostedQuery hosted(
      StreamContext context,
      StreamingQueryPlan plan,
      Outbox ledger,
      String folder,
      QueryReporter reporter) {
    QuerySource source = QuerySource.of(context.contract(), context.checkpoint(folder));
    return new HostedQuery(plan, ledger, source, context.clock(), reporter);
  }

  private static Outbox outbox(StreamContext context, String folder) {
    RegistryClient registry =
        RegistryClient.withoutRetries(
            context.settings().registryUrl().toString(), context.settings().registryApiKey());
    return Outbox.open(context.outbox(folder), registry);
  }
}
