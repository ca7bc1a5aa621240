package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.ContractAnalysis;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Holds every piece of SQL of a pipeline against Spark's own parser and analyser. */
public final class SqlAnalysis implements ContractAnalysis {
  private final SparkSession spark;

  public SqlAnalysis(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public void check(PipelineDraft draft, Mistakes mistakes) {
    var drafted = new DraftColumns(draft, mistakes);
    drafted.plain().ifPresent(plain -> new RowConditions(spark, draft, mistakes, plain).check());
    Optional<StructType> event = drafted.events();
    Map<String, StructType> aggregates = new HashMap<>();
    for (JsonPointer item : draft.items("aggregates")) {
      if (event.isPresent() && !runsAsStream(draft, mistakes, item, event.get())) {
        continue;
      }
      columns(draft, mistakes, item, SqlView.EVENTS, event)
          .ifPresent(
              type -> {
                new OutputColumns(draft, mistakes, item, type).check();
                draft.text(item, "name").ifPresent(name -> aggregates.put(name, type));
              });
    }
    rollups(draft, mistakes, event, aggregates);
    // These read what stands before them, so they are looked at once all of that is right.
    if (mistakes.list().isEmpty()) {
      new CuratedAnalysis(spark, draft, mistakes).check();
    }
  }

  /** Each after the one that it is made of; one that is made of nothing is told by its name. */
  private void rollups(
      PipelineDraft draft,
      Mistakes mistakes,
      Optional<StructType> event,
      Map<String, StructType> aggregates) {
    Map<String, StructType> known = new HashMap<>();
    List<JsonPointer> left = new ArrayList<>(draft.items("rollups"));
    boolean more = true;
    while (more) {
      more = false;
      for (JsonPointer item : List.copyOf(left)) {
        Optional<String> from = draft.text(item, "from");
        if (from.isPresent() && !known.containsKey(from.get())) {
          continue;
        }
        left.remove(item);
        more = true;
        Optional<StructType> columns =
            from.isPresent()
                ? columns(draft, mistakes, item, from.get(), Optional.of(known.get(from.get())))
                : columns(draft, mistakes, item, SqlView.EVENTS, event);
        columns.ifPresent(
            type -> {
              var output = new OutputColumns(draft, mistakes, item, type);
              output.check();
              output.sameAs(aggregates);
              new CheckColumns(spark, draft, mistakes, item, type).check();
              draft.text(item, "name").ifPresent(name -> known.put(name, type));
            });
      }
    }
  }

  private SqlView stream(PipelineDraft draft, StructType event) {
    String eventTime = draft.text(JsonPointer.compile("/event_time/field")).orElse("");
    boolean known =
        event.getFieldIndex(eventTime).isDefined()
            && event.apply(eventTime).dataType().equals(DataTypes.TimestampType);
    return known
        ? SqlView.stream(spark, SqlView.EVENTS, event, eventTime)
        : SqlView.of(spark, SqlView.EVENTS, event);
  }

  private boolean runsAsStream(
      PipelineDraft draft, Mistakes mistakes, JsonPointer item, StructType event) {
    String file = draft.text(item, "sql").orElse("");
    String sql = draft.texts().get(file);
    if (sql == null) {
      return false;
    }
    try {
      stream(draft, event).checkStream(sql, WindowKind.of(spark, sql).outputMode());
      return true;
    } catch (SqlMistake e) {
      mistakes.add(file, e.line(), "Spark refuses the SQL: " + e.getMessage(), e.remedy());
      return false;
    }
  }

  /**
   * The columns of a dataset's SQL; without those of what it reads, only its syntax is checked.
   *
   * @param view name under which the SQL reads it
   */
  private Optional<StructType> columns(
      PipelineDraft draft,
      Mistakes mistakes,
      JsonPointer item,
      String view,
      Optional<StructType> input) {
    String file = draft.text(item, "sql").orElse("");
    String sql = draft.texts().get(file);
    if (sql == null) {
      return Optional.empty();
    }
    try {
      if (input.isEmpty()) {
        SqlView.parse(spark, sql);
        return Optional.empty();
      }
      return Optional.of(SqlView.of(spark, view, input.get()).columns(sql));
    } catch (SqlMistake e) {
      mistakes.add(file, e.line(), "Spark refuses the SQL: " + e.getMessage(), e.remedy());
      return Optional.empty();
    }
  }
}
