package io.headgate.streaming.stage;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.annotation.Nullable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Has Spark resolve the filter and the rules of a contract over the fields of its events. */
final class ConditionAnalysis {
  private final PipelineContract contract;
  private final List<Expression> expressions;
  private final Map<String, Attribute> fields = new HashMap<>();

  /**
   * @param plain the fields as they were sent
   */
  ConditionAnalysis(SparkSession session, PipelineContract contract, StructType plain) {
    this.contract = contract;
    List<Column> columns = new ArrayList<>();
    if (contract.filter() != null) {
      columns.add(condition(contract.filter()));
    }
    contract.rules().forEach(rule -> columns.add(condition(rule.expression())));
    this.expressions = columns.isEmpty() ? List.of() : resolved(session, plain, columns);
  }

  private static Column condition(String expression) {
    return coalesce(expr(expression), lit(false));
  }

  private List<Expression> resolved(SparkSession session, StructType plain, List<Column> columns) {
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, columns.get(i).as("condition_" + i));
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    // Of the optimiser too: some functions are replaced by others only there.
    LogicalPlan plan =
        session
            .createDataFrame(spark.<Row>emptyRDD(), plain)
            .select(columns.toArray(Column[]::new))
            .queryExecution()
            .optimizedPlan();
    if (!(plan instanceof Project project)) {
      throw new IllegalStateException("No projection of the rules: " + plan);
    }
    for (Attribute field : JavaConverters.seqAsJavaList(project.child().output())) {
      fields.put(field.name(), field);
    }
    List<Expression> conditions = new ArrayList<>();
    for (NamedExpression named : JavaConverters.seqAsJavaList(project.projectList())) {
      conditions.add(((Expression) named).children().head());
    }
    return conditions;
  }

  /** The fields that filter and rules look at. */
  Set<String> fields() {
    Set<String> names = new TreeSet<>();
    for (Expression expression : expressions) {
      JavaConverters.seqAsJavaList(expression.references().toSeq())
          .forEach(attribute -> names.add(attribute.name()));
    }
    return names;
  }

  /**
   * @param slots the slots of the rows
   */
  Conditions over(StructType slots) {
    List<Attribute> attributes = new ArrayList<>();
    for (StructField slot : slots.fields()) {
      Attribute field = fields.get(slot.name());
      attributes.add(field == null ? attribute(slot) : field);
    }
    boolean filtered = contract.filter() != null;
    List<Conditions.Condition> rules = new ArrayList<>();
    for (int i = 0; i < contract.rules().size(); i++) {
      Rule rule = contract.rules().get(i);
      rules.add(
          new Conditions.Condition(
              rule.name(),
              rule.expression(),
              rule.action(),
              expressions.get(filtered ? i + 1 : i)));
    }
    @Nullable Expression filter = filtered ? expressions.get(0) : null;
    return new Conditions(UUID.randomUUID().toString(), attributes, filter, rules);
  }

  /** An attribute that no expression knows. */
  private static Attribute attribute(StructField slot) {
    return new AttributeReference(
        slot.name(),
        slot.dataType(),
        slot.nullable(),
        slot.metadata(),
        NamedExpression.newExprId(),
        JavaConverters.asScalaBuffer(List.<String>of()).toList());
  }
}
