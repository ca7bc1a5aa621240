package io.headgate.platform.apply;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedTableSpec;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** One Iceberg table, held against the statement that creates it. */
final class LakeTable {
  private final SparkSession spark;
  private final String name;
  private final String ddl;
  private final CreateTable wanted;

  LakeTable(SparkSession spark, String name, String ddl) {
    this.spark = spark;
    this.name = name;
    this.ddl = ddl;
    try {
      this.wanted = (CreateTable) spark.sessionState().sqlParser().parsePlan(ddl);
    } catch (ParseException e) {
      throw new IllegalStateException("Not DDL: " + ddl, e);
    }
  }

  Step plan() {
    String subject = "table " + name;
    Optional<Table> existing = load();
    if (existing.isEmpty()) {
      return Step.change(
          subject,
          "create, %d columns%s"
              .formatted(
                  wanted.tableSchema().size(),
                  wanted.partitioning().isEmpty()
                      ? ""
                      : ", partitioned by " + wantedPartitioning()),
          () -> spark.sql(ddl));
    }
    Table table = existing.get();
    var changes = new LinkedHashMap<String, Runnable>();
    List<String> added = new ArrayList<>();
    for (StructField column : wanted.tableSchema().fields()) {
      compare(column, SparkSchemaUtil.convert(table.schema()), added, changes);
    }
    if (!added.isEmpty()) {
      String columns = String.join(", ", added);
      changes.put(
          "add " + columns, () -> sql("ALTER TABLE %s ADD COLUMNS (%s)".formatted(name, columns)));
    }
    comparePartitioning(table, changes);
    compareProperties(table, changes);
    return changes.isEmpty()
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            String.join("; ", changes.keySet()),
            () -> changes.values().forEach(Runnable::run));
  }

  private Optional<Table> load() {
    try {
      return Optional.of(Spark3Util.loadIcebergTable(spark, name));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    } catch (ParseException e) {
      throw new IllegalStateException("Not a table name: " + name, e);
    }
  }

  private void compare(
      StructField column, StructType existing, List<String> added, Map<String, Runnable> changes) {
    if (existing.getFieldIndex(column.name()).isEmpty()) {
      added.add("`%s` %s".formatted(column.name(), column.dataType().sql()));
      return;
    }
    DataType before = existing.apply(column.name()).dataType();
    if (before.sameType(column.dataType())) {
      return;
    }
    boolean widens =
        ColumnUnion.widest(before, column.dataType())
            .filter(wide -> wide.sameType(column.dataType()))
            .isPresent();
    if (!widens) {
      throw refused(
          "its column %s is %s, and the contract makes it %s"
              .formatted(column.name(), before.simpleString(), column.dataType().simpleString()));
    }
    changes.put(
        "widen `%s` to %s".formatted(column.name(), column.dataType().sql()),
        () ->
            sql(
                "ALTER TABLE %s ALTER COLUMN `%s` TYPE %s"
                    .formatted(name, column.name(), column.dataType().sql())));
  }

  /** Partitions may become finer, for rows to come; that they once were finer harms nobody. */
  private void comparePartitioning(Table table, Map<String, Runnable> changes) {
    List<String> existing = transforms(Spark3Util.toTransforms(table.spec()));
    List<String> needed = transforms(wantedTransforms());
    if (startsWith(existing, needed)) {
      return;
    }
    if (existing.isEmpty() || !startsWith(needed, existing)) {
      throw refused(
          "it is partitioned by %s, and the contract makes that %s"
              .formatted(String.join(", ", existing), wantedPartitioning()));
    }
    List<String> finer = needed.subList(existing.size(), needed.size());
    changes.put(
        "partition by " + String.join(", ", finer) + " too",
        () -> {
          UpdatePartitionSpec update = load().orElseThrow().updateSpec();
          finer.forEach(update::addField);
          update.commit();
        });
  }

  private static boolean startsWith(List<String> list, List<String> start) {
    return list.size() >= start.size() && list.subList(0, start.size()).equals(start);
  }

  private void compareProperties(Table table, Map<String, Runnable> changes) {
    Map<String, String> properties = new TreeMap<>(JavaConverters.mapAsJavaMap(properties()));
    properties.remove("format-version");
    properties.entrySet().removeAll(table.properties().entrySet());
    if (!properties.isEmpty()) {
      String list =
          properties.entrySet().stream()
              .map(entry -> "'%s' = '%s'".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", "));
      changes.put(
          "set " + properties,
          () -> sql("ALTER TABLE %s SET TBLPROPERTIES (%s)".formatted(name, list)));
    }
  }

  private void sql(String statement) {
    spark.sql(statement);
  }

  private HeadgateException refused(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot change table %s: %s. Give the dataset a new name (a topic: a new version), or take the change back."
            .formatted(name, reason));
  }

  private String wantedPartitioning() {
    return String.join(", ", transforms(wantedTransforms()));
  }

  private Transform[] wantedTransforms() {
    return JavaConverters.seqAsJavaList(wanted.partitioning()).toArray(Transform[]::new);
  }

  private scala.collection.Map<String, String> properties() {
    return ((UnresolvedTableSpec) wanted.tableSpec()).properties();
  }

  private static List<String> transforms(Transform[] transforms) {
    return Arrays.stream(transforms).map(Transform::describe).toList();
  }
}
