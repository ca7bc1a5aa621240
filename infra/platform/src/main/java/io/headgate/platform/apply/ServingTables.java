package io.headgate.platform.apply;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** The ClickHouse side of a pipeline: databases, a table and a view per serving table. */
final class ServingTables implements Target {
  private final ClickHouse clickHouse;
  private final SparkSession spark;
  private final String definer;
  private final Function<String, Optional<PipelineContract>> recorded;

  /**
   * Makes the target.
   *
   * @param definer the user whose rights the analyst views have
   * @param recorded the contract of a pipeline that runs now
   */
  ServingTables(
      ClickHouse clickHouse,
      SparkSession spark,
      String definer,
      Function<String, Optional<PipelineContract>> recorded) {
    this.recorded = recorded;
    this.clickHouse = clickHouse;
    this.spark = spark;
    this.definer = definer;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<Step> steps = new ArrayList<>();
    steps.add(databases());
    steps.add(
        created(
            "table serving.published_windows", "clickhouse/02_published_windows.sql", "serving"));
    steps.add(
        created(
            "view analyst.published_windows",
            "clickhouse/06_published_windows_view.sql",
            "analyst"));
    steps.add(created("view analyst.corrections", "clickhouse/05_corrections.sql", "analyst"));
    List<Aggregate> before =
        recorded.apply(contract.name()).map(PipelineContract::aggregates).orElse(List.of());
    for (Aggregate aggregate : contract.aggregates()) {
      boolean changed =
          before.stream()
              .anyMatch(old -> old.name().equals(aggregate.name()) && !old.equals(aggregate));
      steps.addAll(
          of(clickHouse, spark, definer, contract, aggregate)
              .planAggregate(
                  finalizing(contract, aggregate),
                  "headgate rebuild %s %s".formatted(contract.name(), aggregate.name()),
                  changed));
    }
    DatasetColumns columns = DatasetColumns.of(spark, contract);
    for (Rollup rollup : contract.rollups()) {
      if (rollup.finalizes() == null) {
        steps.addAll(
            new ServingTable(
                    clickHouse, definer, rollup.name(), columns.of(rollup.dataset()), rollup.key())
                .plan(rollup.dataset()));
      }
    }
    return steps;
  }

  /** The table of an aggregate. */
  static ServingTable of(
      ClickHouse clickHouse,
      SparkSession spark,
      String definer,
      PipelineContract contract,
      Aggregate aggregate) {
    return new ServingTable(
        clickHouse,
        definer,
        aggregate.name(),
        SqlView.columns(spark, contract, aggregate.sql()),
        aggregate.key());
  }

  /** The rollup that makes an aggregate's windows final. */
  static String finalizing(PipelineContract contract, Aggregate aggregate) {
    return contract.rollups().stream()
        .filter(each -> aggregate.name().equals(each.finalizes()))
        .findFirst()
        .map(Rollup::dataset)
        .orElse("no rollup");
  }

  private Step databases() {
    List<String> there =
        clickHouse.query(
            "SELECT name FROM system.databases WHERE name IN ('serving', 'analyst')",
            row -> row.getString(1));
    String subject = "ClickHouse databases serving and analyst";
    return there.size() == 2
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            "create",
            () ->
                SqlTemplate.of("clickhouse/01_databases.sql")
                    .statements(Map.of())
                    .forEach(clickHouse::execute));
  }

  /** What all pipelines share; its statements may be run again. */
  private Step created(String what, String ddl, String database) {
    boolean there =
        !clickHouse
            .query(
                "SELECT 1 FROM system.tables WHERE database = ? AND name = ?",
                row -> row.getInt(1),
                database,
                what.substring(what.indexOf('.') + 1))
            .isEmpty();
    String subject = "ClickHouse " + what;
    return there
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            "create",
            () ->
                SqlTemplate.of(ddl)
                    .statements(Map.of("definer", definer))
                    .forEach(clickHouse::execute));
  }
}
