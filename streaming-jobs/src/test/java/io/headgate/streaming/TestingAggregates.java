package io.headgate.streaming;

import io.headgate.platform.apply.Step;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.aggregate.AggregateRebuild;
import io.headgate.streaming.aggregate.AggregateStream;
import io.headgate.streaming.raw.RawIngest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A pipeline with an aggregate, or more, under a name of its own. */
final class TestingAggregates {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final TestingPlatform platform = TestingPlatform.shared();
  final String name = "rides_" + COUNT.incrementAndGet();
  final String aggregate = "of_" + name;
  private final List<Source> sources = new ArrayList<>();
  private final List<Aggregate> more = new ArrayList<>();
  private int partitions = 1;
  private List<Rule> rules = List.of();
  private List<Reference> references = List.of();
  private List<Enrichment> enrichments = List.of();
  private PipelineVersion version;

  /** The steps of the last apply. */
  List<String> planned = List.of();

  /** The topic with this version, for example {@code demo.rides_1.v2}. */
  String topic(int major) {
    return "demo." + name + ".v" + major;
  }

  TestingAggregates source(int major, Schema... types) {
    sources.add(
        new Source(
            topic(major),
            List.of(types).stream().map(type -> EventType.named(type.toString())).toList(),
            partitions,
            (short) 1));
    return this;
  }

  /** How many the topics have that are named from now on. */
  TestingAggregates partitions(int count) {
    partitions = count;
    return this;
  }

  TestingAggregates rule(Rule rule) {
    rules = List.of(rule);
    return this;
  }

  /** One more aggregate, beside the one that {@link #apply} is given. */
  TestingAggregates beside(String aggregateName, String sql, String... key) {
    more.add(new Aggregate(aggregateName, sql, List.of(key)));
    return this;
  }

  /** Without what was beside the one aggregate. */
  TestingAggregates alone() {
    more.clear();
    return this;
  }

  TestingAggregates enrich(Reference reference, Enrichment enrichment) {
    references = List.of(reference);
    enrichments = List.of(enrichment);
    return this;
  }

  /** Applies the pipeline with an hour of watermark delay. */
  TestingAggregates apply(Delivery delivery, String sql, String... key) {
    List<Aggregate> aggregates =
        new ArrayList<>(List.of(new Aggregate(aggregate, sql, List.of(key))));
    aggregates.addAll(more);
    PipelineContract contract =
        new PipelineContract(
            name,
            "demo",
            sources,
            "event_id",
            new EventTime("happened_at", Duration.ofHours(1), Duration.ofHours(1)),
            delivery,
            null,
            rules,
            references,
            enrichments,
            aggregates,
            List.of(),
            new Retention(Duration.ofDays(7), Duration.ofDays(7)),
            new Sla(Duration.ofHours(6)),
            0.9);
    planned = platform.apply(contract).steps().stream().map(Step::toString).toList();
    version = platform.registry.client().pipeline(name).orElseThrow();
    return this;
  }

  RunningQuery start() throws Exception {
    Outbox ledger = context().ledger("aggregate/" + name);
    return RunningQuery.start(
        new AggregateStream(context(), version.contract().aggregates().get(0), ledger), ledger);
  }

  RunningQuery startRaw() throws Exception {
    Outbox ledger = context().ledger("raw-ingest/" + name);
    return RunningQuery.start(new RawIngest(context(), ledger), ledger);
  }

  /** What rebuilds the aggregate as it was applied last. */
  AggregateRebuild rebuild() {
    return new AggregateRebuild(context(), version.contract().aggregates().get(0));
  }

  /** Settings of all drivers of this pipeline, in this process or in another. */
  Map<String, String> properties() {
    return platform.properties("aggregates-" + name);
  }

  StreamContext context() {
    return new StreamContext(
        platform.spark, Settings.of(properties()), version, Faults.NONE, Clock.systemUTC());
  }

  /** The id of the newest schema of the topic's only type. */
  int schemaId(int major) {
    return platform.registry.client().schemas().latest(topic(major)).orElseThrow().schemaId();
  }

  int schemaId(int major, Schema type) {
    return platform
        .registry
        .client()
        .schemas()
        .latest(topic(major), type.getFullName())
        .orElseThrow()
        .schemaId();
  }

  void send(int major, int schemaId, List<GenericRecord> events) {
    sendTo(null, major, schemaId, events);
  }

  /**
   * @param partition null for any
   */
  void sendTo(@Nullable Integer partition, int major, int schemaId, List<GenericRecord> events) {
    platform.send(
        events.stream()
            .map(
                event ->
                    new ProducerRecord<byte[], byte[]>(
                        topic(major), partition, null, TestingPipeline.value(schemaId, event)))
            .toList());
  }

  /** The rows of the serving table as text, in order. */
  List<String> rows(String columns) {
    return rowsOf(aggregate, columns);
  }

  List<String> rowsOf(String aggregateName, String columns) {
    try (ClickHouse clickHouse = ClickHouse.open(platform.settings("none"))) {
      return clickHouse.query(
          "SELECT arrayStringConcat(arrayMap(x -> ifNull(x, 'null'), [%s]), ' ') FROM serving.%s FINAL ORDER BY 1"
              .formatted(columns, aggregateName),
          row -> row.getString(1));
    }
  }
}
