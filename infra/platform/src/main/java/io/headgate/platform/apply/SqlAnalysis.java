package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.ContractAnalysis;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.HashMap;
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
    Optional<StructType> event = draft.eventSchema().map(EventColumns::of);
    event.ifPresent(columns -> checkRules(draft, mistakes, columns));
    Map<String, StructType> aggregates = new HashMap<>();
    for (JsonPointer item : draft.items("aggregates")) {
      Optional<StructType> columns =
          columns(draft, mistakes, item, event.map(type -> stream(draft, type)), true);
      columns.ifPresent(
          type -> {
            new OutputColumns(draft, mistakes, item, type).check();
            draft.text(item, "name").ifPresent(name -> aggregates.put(name, type));
          });
    }
    for (JsonPointer item : draft.items("rollups")) {
      Optional<StructType> columns =
          columns(
              draft,
              mistakes,
              item,
              event.map(type -> SqlView.of(spark, SqlView.EVENTS, type)),
              false);
      columns.ifPresent(
          type -> {
            var output = new OutputColumns(draft, mistakes, item, type);
            output.check();
            output.sameAs(aggregates);
            new CheckColumns(spark, draft, mistakes, item, type).check();
          });
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

  private void checkRules(PipelineDraft draft, Mistakes mistakes, StructType event) {
    SqlView view = SqlView.of(spark, SqlView.EVENTS, event);
    for (JsonPointer item : draft.items("rules")) {
      JsonPointer at = item.appendProperty("expression");
      Optional<String> expression = draft.text(at);
      if (expression.isPresent()) {
        try {
          var type = view.rowExpression(expression.get());
          if (!type.equals(DataTypes.BooleanType)) {
            draft.report(
                mistakes,
                at,
                "the rule yields %s and not true or false".formatted(type.simpleString()),
                "Compare it with something");
          }
        } catch (SqlMistake e) {
          draft.report(mistakes, at, "the rule is refused: " + e.getMessage(), "Correct it");
        }
      }
    }
  }

  /** The columns of a dataset's SQL; without a schema of the event, only its syntax is checked. */
  private Optional<StructType> columns(
      PipelineDraft draft,
      Mistakes mistakes,
      JsonPointer item,
      Optional<SqlView> view,
      boolean streaming) {
    String file = draft.text(item, "sql").orElse("");
    String sql = draft.texts().get(file);
    if (sql == null) {
      return Optional.empty();
    }
    try {
      if (view.isEmpty()) {
        SqlView.parse(spark, sql);
        return Optional.empty();
      }
      return Optional.of(streaming ? view.get().streamColumns(sql) : view.get().columns(sql));
    } catch (SqlMistake e) {
      mistakes.add(file, e.line(), "Spark refuses the SQL: " + e.getMessage(), "Correct the SQL");
      return Optional.empty();
    }
  }
}
