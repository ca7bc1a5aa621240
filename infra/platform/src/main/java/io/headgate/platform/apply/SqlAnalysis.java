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
    var drafted = new DraftColumns(draft, mistakes);
    drafted.plain().ifPresent(plain -> new RowConditions(spark, draft, mistakes, plain).check());
    Optional<StructType> event = drafted.events();
    Map<String, StructType> aggregates = new HashMap<>();
    for (JsonPointer item : draft.items("aggregates")) {
      Optional<StructType> columns = columns(draft, mistakes, item, event, true);
      columns.ifPresent(
          type -> {
            new OutputColumns(draft, mistakes, item, type).check();
            draft.text(item, "name").ifPresent(name -> aggregates.put(name, type));
          });
    }
    for (JsonPointer item : draft.items("rollups")) {
      Optional<StructType> columns = columns(draft, mistakes, item, event, false);
      columns.ifPresent(
          type -> {
            var output = new OutputColumns(draft, mistakes, item, type);
            output.check();
            output.sameAs(aggregates);
            new CheckColumns(spark, draft, mistakes, item, type).check();
          });
    }
    // These read what stands before them, so they are looked at once all of that is right.
    if (mistakes.list().isEmpty()) {
      new CuratedAnalysis(spark, draft, mistakes).check();
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

  /** The columns of a dataset's SQL; without a schema of the event, only its syntax is checked. */
  private Optional<StructType> columns(
      PipelineDraft draft,
      Mistakes mistakes,
      JsonPointer item,
      Optional<StructType> event,
      boolean streaming) {
    String file = draft.text(item, "sql").orElse("");
    String sql = draft.texts().get(file);
    if (sql == null) {
      return Optional.empty();
    }
    try {
      if (event.isEmpty()) {
        SqlView.parse(spark, sql);
        return Optional.empty();
      }
      if (streaming) {
        stream(draft, event.get()).checkStream(sql, WindowKind.of(spark, sql).outputMode());
      }
      return Optional.of(SqlView.of(spark, SqlView.EVENTS, event.get()).columns(sql));
    } catch (SqlMistake e) {
      mistakes.add(file, e.line(), "Spark refuses the SQL: " + e.getMessage(), "Correct the SQL");
      return Optional.empty();
    }
  }
}
