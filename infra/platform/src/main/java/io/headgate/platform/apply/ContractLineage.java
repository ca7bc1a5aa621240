package io.headgate.platform.apply;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Which column of a pipeline's datasets goes into which, told from its SQL by Spark's analyser:
 * topics and references into raw and aggregates, raw into rollups, rollups into those above them,
 * all of these into ClickHouse, and what curated tables are made from into them.
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
    DatasetColumns columns = DatasetColumns.of(spark, contract);
    contract.rollupsBottomUp().forEach(rollup -> addRollup(columns, rollup));
    contract.curated().forEach(dataset -> addBatch(columns, dataset));
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

  /** ClickHouse shows a rollup too. */
  private void addRollup(DatasetColumns known, Rollup rollup) {
    addBatch(known, rollup);
    List<String> shown =
        ClickHouseType.shown(known.of(rollup.dataset())).stream().map(StructField::name).toList();
    serve(rollup.dataset(), shown, rollup.servingTable());
  }

  /**
   * What batch makes reads raw, the events of its window, of each id the first; rows of its window
   * in other batch datasets; and references.
   */
  private void addBatch(DatasetColumns known, BatchDataset dataset) {
    Set<ColumnSource> rows = new LinkedHashSet<>();
    for (Input input : dataset.inputs(contract)) {
      if (input.dataset().equals(contract.rawDataset())) {
        rows.add(filter(input, contract.eventTime().field()));
        rows.add(filter(input, contract.eventId()));
      } else if (contract.batchDataset(input.dataset()).isPresent()) {
        rows.add(filter(input, "window_start"));
      }
    }
    SqlSources sql = known.views(dataset).sources(dataset.sql(contract));
    rows.addAll(sql.rows());
    add(dataset.dataset(), sql.columns(), rows);
  }

  private static ColumnSource filter(Input input, String column) {
    return new ColumnSource(input.dataset(), column, ColumnUse.FILTER);
  }

  private void serve(String dataset, Collection<String> columns, String table) {
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
}
