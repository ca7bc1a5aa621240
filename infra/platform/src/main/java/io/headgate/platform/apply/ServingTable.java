package io.headgate.platform.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One serving table and the analyst view over it. The table of a rollup is evolved in place; that
 * of a streaming aggregate never is, since the running generation of its state writes what it was
 * made for: a rebuild makes another table and puts it in its place.
 */
final class ServingTable {
  private final ClickHouse clickHouse;
  private final String definer;
  private final String name;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final String orderBy;

  ServingTable(
      ClickHouse clickHouse, String definer, String name, StructType yielded, List<String> key) {
    this.clickHouse = clickHouse;
    this.definer = definer;
    this.name = name;
    List<String> identity = Stream.concat(Stream.of("window_start"), key.stream()).toList();
    for (StructField column : ClickHouseType.shown(yielded)) {
      String type = ClickHouseType.of(column.dataType()).orElseThrow();
      boolean nullable =
          column.nullable()
              && !identity.contains(column.name())
              && !column.name().equals("window_end");
      columns.put(column.name(), nullable ? "Nullable(" + type + ")" : type);
    }
    this.orderBy = String.join(", ", identity);
  }

  /**
   * Plans the table and its view.
   *
   * @param dataset the rollup that makes the table's windows final
   */
  List<Step> plan(String dataset) {
    return List.of(table(), view(dataset, name));
  }

  /**
   * Plans the table of a streaming aggregate, and its view.
   *
   * @param rebuild what a person has to run when the aggregate has changed
   * @param changed whether its SQL or its key did
   */
  List<Step> planAggregate(String dataset, String rebuild, boolean changed) {
    if (!exists(name) || (fits(name) && !changed)) {
      return plan(dataset);
    }
    String remark = "the aggregate has changed; readers keep the old rows until " + rebuild;
    return List.of(
        Step.nothingToDo("ClickHouse table serving." + name, remark),
        fits(name)
            ? view(dataset, name)
            : Step.nothingToDo("ClickHouse view analyst." + name, remark));
  }

  boolean exists(String table) {
    return sortingKey(table).isPresent();
  }

  /** Whether a table has just these columns in this order. */
  boolean fits(String table) {
    Map<String, String> existing = columnsOf(table);
    existing.keySet().removeAll(List.of("_version", "_deleted"));
    return sortingKey(table).equals(Optional.of(orderBy)) && existing.equals(columns);
  }

  String columnNames() {
    return String.join(", ", columns.keySet());
  }

  /** Makes a table of these columns under another name. */
  void create(String table) {
    clickHouse.execute(
        SqlTemplate.of("clickhouse/03_serving_table.sql")
            .statement(Map.of("name", table, "columns", ddl(",\n  "), "order_by", orderBy)));
  }

  private Optional<String> sortingKey(String table) {
    return clickHouse
        .query(
            "SELECT sorting_key FROM system.tables WHERE database = 'serving' AND name = ?",
            row -> row.getString(1),
            table)
        .stream()
        .findFirst();
  }

  /** Names and types. */
  private Map<String, String> columnsOf(String table) {
    return clickHouse
        .query(
            "SELECT name, type FROM system.columns WHERE database = 'serving' AND table = ?",
            row -> Map.entry(row.getString(1), row.getString(2)),
            table)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Step table() {
    String subject = "ClickHouse table serving." + name;
    Optional<String> sortingKey = sortingKey(name);
    if (sortingKey.isEmpty()) {
      return Step.change(
          subject,
          "create, %d columns, ordered by %s".formatted(columns.size(), orderBy),
          () -> create(name));
    }
    if (!sortingKey.get().equals(orderBy)) {
      throw refused(
          "it is ordered by %s, and the contract makes that %s"
              .formatted(sortingKey.get(), orderBy));
    }
    List<String> added = addedColumns();
    return added.isEmpty()
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            "add " + String.join(", ", added),
            () ->
                added.forEach(
                    column ->
                        clickHouse.execute(
                            "ALTER TABLE serving.%s ADD COLUMN IF NOT EXISTS %s"
                                .formatted(name, column))));
  }

  private List<String> addedColumns() {
    Map<String, String> existing = columnsOf(name);
    List<String> added = new ArrayList<>();
    columns.forEach(
        (column, type) -> {
          String before = existing.get(column);
          if (before == null) {
            added.add(column + " " + type);
          } else if (!before.equals(type)) {
            throw refused(
                "its column %s is %s, and the contract makes it %s"
                    .formatted(column, before, type));
          }
        });
    return added;
  }

  /**
   * @param table the one that the view reads
   */
  Step view(String dataset, String table) {
    String subject = "ClickHouse view analyst." + name;
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("table", table);
    values.put("dataset", dataset);
    values.put("definer", definer);
    values.put(
        "columns",
        columns.keySet().stream()
            .map(column -> "served.%1$s AS %1$s".formatted(column))
            .collect(Collectors.joining(",\n  ")));
    // ClickHouse rewrites the text of a view, so a mark in its comment says which text made it.
    values.put("comment", "");
    SqlTemplate template = SqlTemplate.of("clickhouse/04_analyst_view.sql");
    String mark = "applied " + UUID.nameUUIDFromBytes(template.statement(values).getBytes(UTF_8));
    values.put("comment", mark);
    List<String> comments =
        clickHouse.query(
            "SELECT comment FROM system.tables WHERE database = 'analyst' AND name = ?",
            row -> row.getString(1),
            name);
    return comments.stream().anyMatch(comment -> Objects.equals(comment, mark))
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            comments.isEmpty() ? "create" : "replace",
            () -> clickHouse.execute(template.statement(values)));
  }

  private HeadgateException refused(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot change ClickHouse table serving.%s: %s. Give the dataset a new name, or take the change back."
            .formatted(name, reason));
  }

  private String ddl(String separator) {
    return columns.entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue())
        .collect(Collectors.joining(separator));
  }
}
