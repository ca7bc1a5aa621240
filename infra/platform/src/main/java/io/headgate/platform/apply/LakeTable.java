package io.headgate.platform.apply;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedTableSpec;
import org.apache.spark.sql.connector.expressions.Transform;
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
          "create, %d columns, partitioned by %s"
              .formatted(wanted.tableSchema().size(), wantedPartitioning()),
          () -> spark.sql(ddl));
    }
    Table table = existing.get();
    refuseOtherPartitioning(table);
    List<String> added = addedColumns(SparkSchemaUtil.convert(table.schema()));
    Map<String, String> properties = new TreeMap<>(JavaConverters.mapAsJavaMap(properties()));
    properties.remove("format-version");
    properties.entrySet().removeAll(table.properties().entrySet());
    List<String> statements = new ArrayList<>();
    List<String> changes = new ArrayList<>();
    if (!added.isEmpty()) {
      changes.add("add " + String.join(", ", added));
      statements.add("ALTER TABLE %s ADD COLUMNS (%s)".formatted(name, String.join(", ", added)));
    }
    if (!properties.isEmpty()) {
      changes.add("set " + properties);
      statements.add(
          properties.entrySet().stream()
              .map(entry -> "'%s' = '%s'".formatted(entry.getKey(), entry.getValue()))
              .collect(
                  Collectors.joining(", ", "ALTER TABLE " + name + " SET TBLPROPERTIES (", ")")));
    }
    return changes.isEmpty()
        ? Step.nothingToDo(subject)
        : Step.change(subject, String.join("; ", changes), () -> statements.forEach(spark::sql));
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

  private List<String> addedColumns(StructType existing) {
    List<String> added = new ArrayList<>();
    for (StructField column : wanted.tableSchema().fields()) {
      if (existing.getFieldIndex(column.name()).isEmpty()) {
        added.add("`%s` %s".formatted(column.name(), column.dataType().sql()));
      } else if (!existing.apply(column.name()).dataType().sameType(column.dataType())) {
        throw refused(
            "its column %s is %s, and the contract makes it %s"
                .formatted(
                    column.name(),
                    existing.apply(column.name()).dataType().simpleString(),
                    column.dataType().simpleString()));
      }
    }
    return added;
  }

  private void refuseOtherPartitioning(Table table) {
    String existing = text(Spark3Util.toTransforms(table.spec()));
    if (!existing.equals(wantedPartitioning())) {
      throw refused(
          "it is partitioned by %s, and the contract makes that %s"
              .formatted(existing, wantedPartitioning()));
    }
  }

  private HeadgateException refused(String reason) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot change table %s: %s. Give the dataset a new name (a topic: a new version), or take the change back."
            .formatted(name, reason));
  }

  private String wantedPartitioning() {
    return text(JavaConverters.seqAsJavaList(wanted.partitioning()).toArray(Transform[]::new));
  }

  private scala.collection.Map<String, String> properties() {
    return ((UnresolvedTableSpec) wanted.tableSpec()).properties();
  }

  private static String text(Transform[] transforms) {
    return Arrays.stream(transforms).map(Transform::describe).collect(Collectors.joining(", "));
  }
}
