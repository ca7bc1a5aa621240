package io.headgate.streaming.stage;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.avro.Schema;

/** Contracts of departures that differ in what a test is about. */
final class TestingContract {
  private List<Source> sources = List.of();
  private List<Rule> rules = List.of();
  private List<Reference> references = List.of();
  private List<Enrichment> enrichments = List.of();
  @Nullable private String filter;

  static TestingContract of(String topic, Schema... schemas) {
    return new TestingContract().and(topic, schemas);
  }

  TestingContract and(String topic, Schema... schemas) {
    List<EventType> types =
        List.of(schemas).stream().map(schema -> EventType.named(schema.toString())).toList();
    List<Source> more = new ArrayList<>(sources);
    more.add(new Source(topic, types, 1, (short) 1));
    sources = more;
    return this;
  }

  TestingContract rules(Rule... given) {
    rules = List.of(given);
    return this;
  }

  TestingContract filter(String given) {
    filter = given;
    return this;
  }

  TestingContract enrich(Reference reference, Enrichment enrichment) {
    references = List.of(reference);
    enrichments = List.of(enrichment);
    return this;
  }

  PipelineContract contract() {
    return new PipelineContract(
        "departures",
        "aviation",
        sources,
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        filter,
        rules,
        references,
        enrichments,
        List.of(),
        List.of(),
        new Retention(Duration.ofDays(7), Duration.ofDays(7)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }
}
