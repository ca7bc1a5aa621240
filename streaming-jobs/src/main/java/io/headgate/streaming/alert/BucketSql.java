package io.headgate.streaming.alert;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.streaming.aggregate.AggregateSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.Nullable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The SQL of an aggregate, cut into buckets: grouped by five seconds instead of its windows, with
 * partial results instead of its measures. That takes one {@code SELECT … GROUP BY} over fixed
 * windows; of other SQL no measure is judged.
 */
final class BucketSql {
  static final Duration BUCKET = Duration.ofSeconds(5);
  static final String BUCKET_COLUMN = "bucket";
  static final String KEY_COLUMN = "key";

  private final io.headgate.platform.contract.Aggregate aggregate;
  @Nullable private final Aggregate plan;
  @Nullable private final String refusal;
  private final Partials partials = new Partials();
  private final Map<String, MeasureFormula> formulas = new TreeMap<>();
  private final Map<String, String> refused = new HashMap<>();

  private BucketSql(
      io.headgate.platform.contract.Aggregate aggregate,
      @Nullable Aggregate plan,
      @Nullable String refusal) {
    this.aggregate = aggregate;
    this.plan = plan;
    this.refusal = refusal;
    if (plan != null) {
      outputs(plan).forEach(this::takeApart);
    }
  }

  /** Over the events of a contract, to know what is in the SQL; nothing is executed. */
  static BucketSql analysed(
      SparkSession spark,
      PipelineContract contract,
      io.headgate.platform.contract.Aggregate aggregate) {
    return of(AggregateSql.withoutEvents(spark, contract), aggregate);
  }

  /**
   * Over what the session has as view {@code events}.
   *
   * @param aggregate of a valid contract
   */
  static BucketSql of(SparkSession session, io.headgate.platform.contract.Aggregate aggregate) {
    try {
      LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(aggregate.sql());
      LogicalPlan analysed = Dataset.ofRows(session, narrowed(parsed)).queryExecution().analyzed();
      return analysed instanceof Aggregate grouped
          ? new BucketSql(aggregate, grouped, null)
          : new BucketSql(aggregate, null, "its SQL is more than one SELECT with GROUP BY");
    } catch (UnjudgedMetricException e) {
      return new BucketSql(aggregate, null, e.getMessage());
    } catch (ParseException e) {
      throw new IllegalArgumentException("Not the SQL of a valid contract", e);
    }
  }

  /** What yields a measure from merged partial results; empty for one that is refused. */
  Optional<MeasureFormula> formula(String measure) {
    return Optional.ofNullable(formulas.get(measure));
  }

  /** Why a measure cannot be judged. */
  String refusal(String measure) {
    return refusal != null
        ? refusal
        : refused.getOrDefault(measure, "the aggregate has no such measure");
  }

  List<Partial> partials() {
    return partials.found();
  }

  /** What merged partial results are where no event came. */
  List<Double> nothing() {
    List<Double> nothing = new ArrayList<>();
    partials().forEach(partial -> nothing.add(partial.counts() ? 0.0 : null));
    return nothing;
  }

  /**
   * The buckets of the events: {@code bucket TIMESTAMP, key STRING, p0 DOUBLE, …}. A key column
   * that is null is not in the key.
   */
  Dataset<Row> buckets(SparkSession session) {
    Map<String, Expression> outputs = outputs(plan);
    List<NamedExpression> columns = new ArrayList<>();
    columns.add(named(new Column(outputs.get("window_start")).as(BUCKET_COLUMN)));
    columns.add(named(key(outputs).as(KEY_COLUMN)));
    for (int i = 0; i < partials().size(); i++) {
      columns.add(
          named(
              new Column(partials().get(i).aggregate()).cast(DataTypes.DoubleType).as(column(i))));
    }
    return Dataset.ofRows(
        session, new Aggregate(plan.groupingExpressions(), seq(columns), plan.child()));
  }

  /** The column of a partial result. */
  static String column(int partial) {
    return "p" + partial;
  }

  private Column key(Map<String, Expression> outputs) {
    if (aggregate.key().isEmpty()) {
      return lit("{}");
    }
    return to_json(
        struct(
            aggregate.key().stream()
                .map(name -> new Column(outputs.get(name)).cast(DataTypes.StringType).as(name))
                .toArray(Column[]::new)));
  }

  private void takeApart(String name, Expression measure) {
    if (Set.of("window_start", "window_end").contains(name) || aggregate.key().contains(name)) {
      return;
    }
    try {
      formulas.put(name, partials.formula(measure));
    } catch (UnjudgedMetricException e) {
      refused.put(name, e.getMessage());
    }
  }

  /** The expression of each column that the SQL yields. */
  private static Map<String, Expression> outputs(Aggregate plan) {
    Map<String, Expression> outputs = new TreeMap<>();
    for (NamedExpression output : JavaConverters.seqAsJavaList(plan.aggregateExpressions())) {
      Expression expression = (Expression) output;
      outputs.put(output.name(), expression instanceof Alias alias ? alias.child() : expression);
    }
    return outputs;
  }

  private static LogicalPlan narrowed(LogicalPlan plan) {
    return plan.mapExpressions(BucketSql::narrowed).mapChildren(BucketSql::narrowed);
  }

  private static Expression narrowed(Expression expression) {
    if (expression instanceof UnresolvedFunction call) {
      String name = call.nameParts().last();
      if (name.equalsIgnoreCase("session_window")) {
        throw new UnjudgedMetricException("a session has no parts at fixed times");
      }
      if (name.equalsIgnoreCase("window")) {
        Expression time = call.arguments().head();
        return new UnresolvedFunction(
            call.nameParts(),
            seq(List.of(time, lit("5 seconds").expr())),
            call.isDistinct(),
            call.filter(),
            call.ignoreNulls());
      }
    }
    return expression.mapChildren(BucketSql::narrowed);
  }

  private static NamedExpression named(Column column) {
    return column.named();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }
}
