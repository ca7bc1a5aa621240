package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** One empty view in a session of its own, to analyse SQL against; nothing is ever executed. */
final class SqlView {
  static final String EVENTS = "events";

  /** The origin of what is no dataset's. */
  static final String NOWHERE = "";

  /** In a column's metadata: the dataset that it comes from. */
  private static final String ORIGIN = "headgate.dataset";

  private final SparkSession session;
  private final String name;

  private SqlView(SparkSession session, String name) {
    this.session = session;
    this.name = name;
  }

  static SqlView of(SparkSession spark, String name, StructType columns) {
    SparkSession session = spark.newSession();
    session.createDataFrame(List.<Row>of(), columns).createOrReplaceTempView(name);
    return new SqlView(session, name);
  }

  /**
   * Several views.
   *
   * @param views columns by view, at least one
   */
  static SqlView of(SparkSession spark, Map<String, StructType> views) {
    SparkSession session = spark.newSession();
    views.forEach(
        (name, columns) ->
            session.createDataFrame(List.<Row>of(), columns).createOrReplaceTempView(name));
    return new SqlView(session, views.keySet().iterator().next());
  }

  /** The columns, each with the dataset that {@link #sources} then tells. */
  static StructType withOrigin(StructType columns, String dataset) {
    StructType marked = new StructType();
    for (StructField column : columns.fields()) {
      marked =
          marked.add(
              column.name(),
              column.dataType(),
              column.nullable(),
              new MetadataBuilder().putString(ORIGIN, dataset).build());
    }
    return marked;
  }

  /** The dataset that a column of a view comes from. */
  static String origin(Attribute column) {
    return column.metadata().contains(ORIGIN) ? column.metadata().getString(ORIGIN) : EVENTS;
  }

  /** The view as a stream, with its watermark. */
  static SqlView stream(SparkSession spark, String name, StructType columns, String eventTime) {
    SparkSession session = spark.newSession();
    Dataset<Row> source = session.readStream().format("rate").load();
    String[] casts = new String[columns.size()];
    for (int i = 0; i < casts.length; i++) {
      StructField column = columns.apply(i);
      casts[i] = "CAST(NULL AS %s) AS `%s`".formatted(column.dataType().sql(), column.name());
    }
    source.selectExpr(casts).withWatermark(eventTime, "1 hour").createOrReplaceTempView(name);
    return new SqlView(session, name);
  }

  /** The columns that a dataset's SQL yields, in a contract that was validated. */
  static StructType columns(SparkSession spark, PipelineContract contract, String sql) {
    try {
      return of(spark, EVENTS, EventColumns.of(contract)).columns(sql);
    } catch (SqlMistake e) {
      throw new IllegalArgumentException("Not a valid contract: " + contract.name(), e);
    }
  }

  /** Checks the syntax only. */
  static LogicalPlan parse(SparkSession spark, String sql) throws SqlMistake {
    return SqlMistake.translate(() -> spark.sessionState().sqlParser().parsePlan(sql));
  }

  /** The columns that a query yields. */
  StructType columns(String sql) throws SqlMistake {
    return query(sql).schema();
  }

  /** The columns that a query of a validated contract yields, each with where it comes from. */
  static SqlSources sources(SparkSession spark, StructType columns, String sql) {
    return of(spark, EVENTS, columns).sources(sql);
  }

  /** As {@link #sources(SparkSession, StructType, String)}, over these views. */
  SqlSources sources(String sql) {
    try {
      return SqlSources.of(query(sql));
    } catch (SqlMistake e) {
      throw new IllegalArgumentException("Not the SQL of a valid contract: " + sql, e);
    }
  }

  /** Whether a query can run over the view as a stream. */
  void checkStream(String sql, OutputMode mode) throws SqlMistake {
    LogicalPlan plan = query(sql);
    boolean unused =
        SqlMistake.translate(
            () -> {
              UnsupportedOperationChecker.checkForStreaming(plan, mode);
              return true;
            });
  }

  /** The type of an expression over a row of the view. */
  DataType rowExpression(String expression) throws SqlMistake {
    LogicalPlan plan = query("SELECT " + expression + " AS value FROM " + name);
    if (plan instanceof Aggregate) {
      throw new SqlMistake(1, "it aggregates, and %s is looked at alone".formatted(aRow()));
    }
    // What is not a projection of the view itself needs other rows, or makes more of one.
    if (!(plan instanceof Project && plan.children().apply(0) instanceof SubqueryAlias)
        || SubqueryExpression.hasSubquery(plan.expressions().apply(0))) {
      throw new SqlMistake(1, "it looks at more than " + aRow().replaceFirst("an?", "one"));
    }
    return plan.schema().apply(0).dataType();
  }

  private String aRow() {
    return name.equals(EVENTS) ? "an event" : "a row";
  }

  /** The type of an aggregate over all rows of the view. */
  DataType aggregateExpression(String expression) throws SqlMistake {
    LogicalPlan plan = query("SELECT " + expression + " AS value FROM " + name);
    if (!(plan instanceof Aggregate)) {
      throw new SqlMistake(1, "it does not aggregate, so it is not one value per partition");
    }
    return plan.schema().apply(0).dataType();
  }

  private LogicalPlan query(String sql) throws SqlMistake {
    return SqlMistake.translate(
        () -> {
          LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(sql);
          if (parsed instanceof Command) {
            throw new SqlMistake(1, "it is a command and not a query");
          }
          QuarantineReads.refuse(parsed);
          var tracker = new QueryPlanningTracker(Option.empty());
          LogicalPlan analysed = session.sessionState().analyzer().executeAndCheck(parsed, tracker);
          // A name may be put together by the SQL itself, as IDENTIFIER('...') does.
          QuarantineReads.refuse(analysed);
          return analysed;
        });
  }
}
