package io.headgate.platform.apply;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.spark.LakeSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The Iceberg tables of a pipeline: raw, quarantine, one per batch dataset and reference, and two
 * of what its checks have found.
 */
final class LakeTables implements Target {
  private static final Set<String> NAMESPACES =
      Set.of("raw", "quarantine", "rollup", "reference", "curated", "metrics", "offending");

  private final SparkSession spark;

  LakeTables(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<Step> steps = new ArrayList<>();
    steps.add(namespaces());
    steps.add(
        table(
            contract.rawDataset(),
            "iceberg/02_raw.sql",
            Map.of(
                "name",
                contract.name(),
                "columns",
                ddl(EventColumns.of(contract)),
                "partitioning",
                contract.hasSeveralEventTypes()
                    ? "event_date, " + EventColumns.EVENT_TYPE
                    : "event_date")));
    steps.add(
        table(
            contract.quarantineDataset(),
            "iceberg/03_quarantine.sql",
            Map.of("name", contract.name())));
    new ForeignInputs(spark).require(contract);
    DatasetColumns columns = DatasetColumns.of(spark, contract);
    for (Rollup rollup : contract.rollups()) {
      steps.add(
          table(
              rollup.dataset(),
              "iceberg/04_rollup.sql",
              Map.of(
                  "name",
                  rollup.name(),
                  "columns",
                  ddl(columns.of(rollup.dataset())),
                  "partitioning",
                  partitioning(rollup.grain()))));
    }
    for (BatchDataset curated : contract.curated()) {
      steps.add(
          table(
              curated.dataset(),
              "iceberg/06_curated.sql",
              Map.of(
                  "name",
                  curated.name(),
                  "columns",
                  ddl(columns.of(curated.dataset())),
                  "partitioning",
                  partitioning(curated.grain()))));
    }
    for (Reference reference : contract.references()) {
      steps.add(
          table(
              reference.dataset(),
              "iceberg/05_reference.sql",
              Map.of("name", reference.name(), "columns", ddl(EventColumns.of(reference)))));
    }
    steps.add(
        table(
            contract.metricsDataset(), "iceberg/07_metrics.sql", Map.of("name", contract.name())));
    steps.add(
        table(
            contract.offendingDataset(),
            "iceberg/08_offending.sql",
            Map.of("name", contract.name())));
    return steps;
  }

  private static String partitioning(Grain grain) {
    return grain == Grain.DAILY ? "days(window_start)" : "hours(window_start)";
  }

  private Step namespaces() {
    List<String> statements =
        SqlTemplate.of("iceberg/01_namespaces.sql")
            .statements(Map.of("catalog", LakeSession.CATALOG));
    long there =
        spark.sql("SHOW NAMESPACES IN " + LakeSession.CATALOG).collectAsList().stream()
            .filter(row -> NAMESPACES.contains(row.getString(0)))
            .count();
    String subject = "namespaces of catalog " + LakeSession.CATALOG;
    return there == statements.size()
        ? Step.nothingToDo(subject)
        : Step.change(subject, "create", () -> statements.forEach(spark::sql));
  }

  private Step table(String dataset, String template, Map<String, String> values) {
    var all = new HashMap<>(values);
    all.put("catalog", LakeSession.CATALOG);
    return new LakeTable(
            spark, LakeSession.CATALOG + "." + dataset, SqlTemplate.of(template).statement(all))
        .plan();
  }

  /** Every column may be null: the contract is enforced before the lake, and columns are added. */
  private static String ddl(StructType columns) {
    return Arrays.stream(columns.fields())
        .map(column -> "`%s` %s".formatted(column.name(), column.dataType().sql()))
        .collect(Collectors.joining(",\n  "));
  }
}
