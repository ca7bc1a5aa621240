package io.headgate.streaming.stage;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.StructType;

/**
 * What every query does first with Kafka records: decode, contract rules, time rule. The result has
 * the event's own columns and these:
 *
 * <ul>
 *   <li>{@code _topic}, {@code _topic_partition}, {@code _offset}, {@code _broker_at}: where and
 *       when
 *   <li>{@code _schema_id}: from the wire header, null when there was none
 *   <li>{@code _error_class}, {@code _error_message}: null for a valid event
 *   <li>{@code _key}, {@code _value}: the original bytes; null for a valid event
 * </ul>
 */
public final class SharedStage {
  /** Null for a valid event. */
  public static final String ERROR_CLASS = "_error_class";

  private static final String DECODED = "_decoded";
  private static final String MESSAGE = "_error_message";

  private final PipelineContract contract;
  private final StructType eventColumns;
  private final UserDefinedFunction decode;

  public SharedStage(PipelineContract contract, String registryUrl) {
    this.contract = contract;
    this.eventColumns = columns(contract);
    Map<String, String> schemas =
        contract.sources().stream().collect(Collectors.toMap(Source::topic, Source::schema));
    // Said to be nondeterministic, so that Spark decodes once and not once per column.
    this.decode =
        udf(new DecodeFunction(registryUrl, schemas), DecodeFunction.type(eventColumns))
            .asNondeterministic();
  }

  /** The event's columns, in the order of the contract's schema. */
  public List<String> eventColumns() {
    return List.of(eventColumns.fieldNames());
  }

  /** Only valid events are true. */
  public static Column isValid() {
    return col(ERROR_CLASS).isNull();
  }

  /** Applies the stage to what Spark's Kafka source yields, stream or batch. */
  public Dataset<Row> apply(Dataset<Row> records) {
    Dataset<Row> decoded =
        records
            .select(
                col("topic").as("_topic"),
                col("partition").as("_topic_partition"),
                col("offset").as("_offset"),
                col("timestamp").as("_broker_at"),
                col("key").as("_key"),
                col("value").as("_value"),
                decode.apply(col("topic"), col("value")).as(DECODED))
            .select(
                col("*"), col(DECODED + ".schema_id").as("_schema_id"), col(DECODED + ".event.*"));
    return decoded
        .withColumn("_broken_rule", brokenRule())
        .withColumn(ERROR_CLASS, errorClass())
        .withColumn(MESSAGE, message())
        .withColumn("_key", when(isValid(), lit(null)).otherwise(col("_key")))
        .withColumn("_value", when(isValid(), lit(null)).otherwise(col("_value")))
        .drop(DECODED, "_broken_rule");
  }

  private Column errorClass() {
    return coalesce(
        col(DECODED + ".error_class"),
        when(col("_broken_rule").isNotNull(), lit(ErrorClass.RULE_BROKEN.name())),
        when(isAhead(), lit(ErrorClass.EVENT_TIME_AHEAD.name())));
  }

  private Column message() {
    Duration tolerance = contract.eventTime().toleranceAhead();
    return when(col(ERROR_CLASS).equalTo(ErrorClass.RULE_BROKEN.name()), col("_broken_rule"))
        .when(
            col(ERROR_CLASS).equalTo(ErrorClass.EVENT_TIME_AHEAD.name()),
            lit(
                "%s is more than %s ahead of the broker's timestamp."
                    .formatted(contract.eventTime().field(), tolerance)))
        .otherwise(col(DECODED + ".error_message"));
  }

  /** What the first broken rule says; null when all hold. A null expression breaks its rule. */
  private Column brokenRule() {
    Stream<Column> required =
        Stream.of(contract.eventId(), contract.eventTime().field())
            .map(field -> when(col(field).isNull(), lit("Field " + field + " is null.")));
    Stream<Column> rules =
        contract.rules().stream()
            .map(
                rule ->
                    when(
                        not(coalesce(expr(rule.expression()), lit(false))),
                        concat(
                            lit("Rule " + rule.name() + " does not hold: "),
                            lit(rule.expression()))));
    return coalesce(Stream.concat(required, rules).toArray(Column[]::new));
  }

  /** Compared as microseconds, which the year 9999 does not overflow. */
  private Column isAhead() {
    EventTime eventTime = contract.eventTime();
    long tolerance = micros(eventTime.toleranceAhead());
    return unix_micros(col(eventTime.field()))
        .gt(unix_micros(col("_broker_at")).plus(lit(tolerance)));
  }

  private static long micros(Duration duration) {
    return duration.dividedBy(ChronoUnit.MICROS.getDuration());
  }

  private static StructType columns(PipelineContract contract) {
    Set<StructType> types =
        contract.sources().stream()
            .map(source -> EventColumns.of(new Schema.Parser().parse(source.schema())))
            .collect(Collectors.toSet());
    if (types.size() != 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot run pipeline %s: its sources have different fields. Give all its sources one schema."
              .formatted(contract.name()));
    }
    return types.iterator().next();
  }
}
