package io.headgate.platform.apply;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.Pii;
import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Source;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.spark.sql.SparkSession;

/** Where the columns of a pipeline's events come from: topics and references. */
final class EventSources {
  private static final String EVENT_DATE = "event_date";

  private final SparkSession spark;
  private final PipelineContract contract;
  private final Map<String, PiiMethod> masked;

  EventSources(SparkSession spark, PipelineContract contract) {
    this.spark = spark;
    this.contract = contract;
    this.masked =
        contract.pii().stream().collect(toMap(Pii::field, Pii::method, (one, same) -> one));
  }

  /** How each masked field is masked. */
  Map<String, PiiMethod> masked() {
    return masked;
  }

  /** The columns of the view {@code events} in a stream, which reads topics. */
  Map<String, Set<ColumnSource>> columns() {
    Map<String, Set<ColumnSource>> columns = new LinkedHashMap<>();
    for (Source source : contract.sources()) {
      for (EventType type : source.eventTypes()) {
        for (Schema.Field field : type.avro().getFields()) {
          if (masked.get(field.name()) != PiiMethod.DROP) {
            add(columns, field.name(), source(source, field.name(), stored(field.name())));
          }
        }
        add(
            columns,
            EventColumns.EVENT_TYPE,
            source(source, EventColumns.EVENT_TYPE, ColumnUse.IDENTITY));
      }
    }
    contract.enrichments().forEach(enrichment -> addEnrichment(columns, enrichment));
    return columns;
  }

  /** The columns of raw: those of the events, and the day of the event time. */
  Map<String, Set<ColumnSource>> rawColumns() {
    Map<String, Set<ColumnSource>> columns = columns();
    columns.put(EVENT_DATE, field(contract.eventTime().field(), ColumnUse.TRANSFORMATION));
    return columns;
  }

  /** What decides whether an event counts: the filter, and the rules that refuse events. */
  Set<ColumnSource> rows() {
    Set<ColumnSource> rows = new LinkedHashSet<>();
    if (contract.filter() != null) {
      rows.addAll(condition(contract.filter()));
    }
    contract.rules().stream()
        .filter(rule -> rule.action() == RuleAction.QUARANTINE)
        .forEach(rule -> rows.addAll(condition(rule.expression())));
    // An event too far ahead of its broker is refused.
    rows.addAll(field(contract.eventTime().field(), ColumnUse.FILTER));
    return rows;
  }

  /** A field in each topic that has it. */
  Set<ColumnSource> field(String name, ColumnUse use) {
    Set<ColumnSource> sources = new LinkedHashSet<>();
    for (Source source : contract.sources()) {
      boolean has =
          source.eventTypes().stream().anyMatch(type -> type.avro().getField(name) != null);
      if (has) {
        sources.add(source(source, name, use));
      }
    }
    return sources;
  }

  private Set<ColumnSource> condition(String expression) {
    Set<ColumnSource> sources = new LinkedHashSet<>();
    String sql = "SELECT " + expression + " AS value FROM " + SqlView.EVENTS;
    SqlView.sources(spark, EventColumns.plain(contract), sql).columns().values().stream()
        .flatMap(Set::stream)
        .forEach(field -> sources.addAll(field(field.column(), ColumnUse.FILTER)));
    return sources;
  }

  private void addEnrichment(Map<String, Set<ColumnSource>> columns, Enrichment enrichment) {
    Reference reference = contract.reference(enrichment.reference()).orElseThrow();
    enrichment
        .columns()
        .forEach(
            (from, to) -> {
              add(columns, to, new ColumnSource(reference.dataset(), from, ColumnUse.IDENTITY));
              add(
                  columns,
                  to,
                  new ColumnSource(reference.dataset(), reference.key(), ColumnUse.JOIN));
              field(enrichment.field(), ColumnUse.JOIN).forEach(source -> add(columns, to, source));
            });
  }

  private ColumnUse stored(String field) {
    return masked.containsKey(field) ? ColumnUse.TRANSFORMATION : ColumnUse.IDENTITY;
  }

  private static ColumnSource source(Source source, String field, ColumnUse use) {
    return new ColumnSource(source.topic(), field, use);
  }

  private static void add(
      Map<String, Set<ColumnSource>> columns, String column, ColumnSource source) {
    columns.computeIfAbsent(column, name -> new LinkedHashSet<>()).add(source);
  }
}
