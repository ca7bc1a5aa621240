package io.headgate.streaming.host;

import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.aggregate.AggregateStream;
import io.headgate.streaming.raw.RawIngest;
import java.util.List;

/** The kinds of query that a pipeline has. */
public enum QueryKind {
  /** Valid events to raw, the others to quarantine. */
  RAW_INGEST {
    @Override
    List<HostedQuery> queries(StreamContext context) {
      Outbox ledger = outbox(context, RawIngest.folder(context.contract()));
      return List.of(new HostedQuery(new RawIngest(context, ledger), ledger));
    }
  },
  /** Provisional windows to ClickHouse, one query per aggregate. */
  AGGREGATE {
    @Override
    List<HostedQuery> queries(StreamContext context) {
      return context.contract().aggregates().stream()
          .map(
              aggregate -> {
                Outbox ledger =
                    outbox(context, AggregateStream.folder(context.contract(), aggregate));
                return new HostedQuery(new AggregateStream(context, aggregate, ledger), ledger);
              })
          .toList();
    }
  };

  abstract List<HostedQuery> queries(StreamContext context);

  private static Outbox outbox(StreamContext context, String folder) {
    RegistryClient registry =
        RegistryClient.withoutRetries(
            context.settings().registryUrl().toString(), context.settings().registryApiKey());
    return Outbox.open(context.outbox(folder), registry);
  }
}
