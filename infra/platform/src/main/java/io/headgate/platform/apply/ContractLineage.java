package io.headgate.platform.apply;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Which column of a pipeline's datasets goes into which, told from its SQL by Spark's analyser:
 * topics and references into raw and aggregates, raw into rollups, both into ClickHouse, and what
 * curated tables are made from into them.
 */
public final class ContractLineage {
  private static final String SERVING = "serving.";

  private final SparkSession spark;
  private final PipelineContract contract;
  private final EventSources events;

  /** By dataset and column, how personal data in it is masked. */
  private final Map<String, Map<String, String>> masked = new HashMap<>();

  private final Set<ColumnEdge> edges = new LinkedHashSet<>();

  private ContractLineage(SparkSession spark, PipelineContract contract) {
    this.spark = spark;
    this.contract = contract;
    this.events = new EventSources(spark, contract);
  }

  /**
   * The edges of a validated contract, each once.
   *
   * @param spark for analysis; nothing is executed
   */
  public static List<ColumnEdge> of(SparkSession spark, PipelineContract contract) {
    return new ContractLineage(spark, contract).edges();
  }

  private List<ColumnEdge> edges() {
    for (Source source : contract.sources()) {
      Map<String, String> fields = new HashMap<>();
      events.masked().forEach((field, method) -> fields.put(field, method.name()));
      masked.put(source.topic(), fields);
    }
    add(contract.rawDataset(), events.rawColumns(), events.rows());
    contract.aggregates().forEach(this::addAggregate);
    contract.rollups().forEach(this::addRollup);
    DatasetColumns columns = new DatasetColumns(spark, contract);
    contract.curated().forEach(dataset -> addCurated(columns, dataset));
    return List.copyOf(edges);
  }

  /** An aggregate reads topics: what its view {@code events} has comes from there. */
  private void addAggregate(Aggregate aggregate) {
    Map<String, Set<ColumnSource>> fields = events.columns();
    Set<ColumnSource> rows = new LinkedHashSet<>(events.rows());
    if (contract.delivery() == Delivery.EXACTLY_ONCE) {
      rows.addAll(events.field(contract.eventId(), ColumnUse.FILTER));
    }
    SqlSources sql = SqlView.sources(spark, EventColumns.of(contract), aggregate.sql());
    rows.addAll(through(fields, sql.rows()));
    Map<String, Set<ColumnSource>> columns = new LinkedHashMap<>();
    sql.columns().forEach((column, sources) -> columns.put(column, through(fields, sources)));
    add(aggregate.name(), columns, rows);
    serve(aggregate.name(), columns.keySet(), aggregate.name());
  }

  /** A rollup reads raw: the events of its window, of each id the first. */
  private void addRollup(Rollup rollup) {
    SqlSources sql = SqlView.sources(spark, EventColumns.of(contract), rollup.sql());
    Set<ColumnSource> rows = new LinkedHashSet<>();
    rows.add(raw(contract.eventTime().field(), ColumnUse.FILTER));
    rows.add(raw(contract.eventId(), ColumnUse.FILTER));
    sql.rows().forEach(source -> rows.add(raw(source)));
    Map<String, Set<ColumnSource>> columns = new LinkedHashMap<>();
    sql.columns()
        .forEach(
            (column, sources) -> {
              Set<ColumnSource> ofRaw = new LinkedHashSet<>();
              sources.forEach(source -> ofRaw.add(raw(source)));
              columns.put(column, ofRaw);
            });
    add(rollup.dataset(), columns, rows);
    serve(rollup.dataset(), columns.keySet(), rollup.servingTable());
  }

  /** Sessions, funnels and transforms stand in Iceberg alone. */
  private void addCurated(DatasetColumns known, BatchDataset dataset) {
    SqlSources sql = known.views(dataset).sources(dataset.sql(contract));
    Set<ColumnSource> rows = new LinkedHashSet<>(sql.rows());
    if (dataset.inputs(contract).stream()
        .anyMatch(input -> input.dataset().equals(contract.rawDataset()))) {
      rows.add(raw(contract.eventTime().field(), ColumnUse.FILTER));
      rows.add(raw(contract.eventId(), ColumnUse.FILTER));
    }
    add(dataset.dataset(), sql.columns(), rows);
    try {
      known.add(dataset);
    } catch (SqlMistake e) {
      throw new IllegalArgumentException("Not a valid contract: " + contract.name(), e);
    }
  }

  private void serve(String dataset, Set<String> columns, String table) {
    Map<String, Set<ColumnSource>> same = new LinkedHashMap<>();
    columns.forEach(
        column -> same.put(column, Set.of(new ColumnSource(dataset, column, ColumnUse.IDENTITY))));
    add(SERVING + table, same, Set.of());
  }

  private void add(String dataset, Map<String, Set<ColumnSource>> columns, Set<ColumnSource> rows) {
    Map<String, String> carried = masked.computeIfAbsent(dataset, name -> new HashMap<>());
    columns.forEach(
        (column, sources) -> {
          sources.forEach(source -> edges.add(edge(source, dataset, column)));
          String methods =
              sources.stream()
                  .map(this::masking)
                  .filter(Objects::nonNull)
                  .distinct()
                  .sorted()
                  .collect(joining(", "));
          if (!methods.isEmpty()) {
            carried.merge(
                column, methods, (one, other) -> one.equals(other) ? one : one + ", " + other);
          }
        });
    rows.forEach(source -> edges.add(edge(source, dataset, ColumnEdge.ROWS)));
  }

  private ColumnEdge edge(ColumnSource source, String dataset, String column) {
    return new ColumnEdge(
        source.dataset(),
        source.column(),
        dataset,
        column,
        source.use().kind(),
        source.use().name(),
        masking(source));
  }

  /** What only decides about a column does not show in it. */
  private String masking(ColumnSource source) {
    return source.use().kind() == Kind.INDIRECT
        ? null
        : masked.getOrDefault(source.dataset(), Map.of()).get(source.column());
  }

  private static Set<ColumnSource> through(
      Map<String, Set<ColumnSource>> fields, Set<ColumnSource> sources) {
    Set<ColumnSource> through = new LinkedHashSet<>();
    for (ColumnSource source : sources) {
      if (source.dataset().equals(SqlView.EVENTS)) {
        fields
            .getOrDefault(source.column(), Set.of())
            .forEach(field -> through.add(field.usedAs(source.use())));
      } else {
        through.add(source);
      }
    }
    return through;
  }

  private ColumnSource raw(ColumnSource source) {
    return source.dataset().equals(SqlView.EVENTS) ? raw(source.column(), source.use()) : source;
  }

  private ColumnSource raw(String column, ColumnUse use) {
    return new ColumnSource(contract.rawDataset(), column, use);
  }
}
