package io.headgate.platform.apply;

import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.Pii;
import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a pipeline's events, as Spark sees them: the one place that says them. They are
 * the union by name over all event types, in the order in which the contract names them first.
 */
public final class EventColumns {
  /** Name of the event type, a column of raw and of the view {@code events}. */
  public static final String EVENT_TYPE = "_event_type";

  /** The types that a reference's columns may have. */
  private static final Set<String> TYPES =
      Set.of("string", "boolean", "int", "long", "float", "double", "date", "timestamp");

  private EventColumns() {}

  /** One column per field of a reader schema, in its order. */
  public static StructType of(Schema event) {
    return (StructType) SchemaConverters.toSqlType(event).dataType();
  }

  /** The view {@code events}: masked fields, enriched columns, {@link #EVENT_TYPE}. */
  public static StructType of(PipelineContract contract) {
    StructType columns = masked(contract);
    for (StructField column : enriched(contract).fields()) {
      columns = columns.add(column);
    }
    return columns.add(EVENT_TYPE, DataTypes.StringType, false);
  }

  /** The fields as they were sent: what filter, rules and the time rule see. */
  public static StructType plain(PipelineContract contract) {
    var union = new ColumnUnion();
    for (EventType type : contract.eventTypes()) {
      List<ColumnUnion.Conflict> conflicts = union.add(of(type.avro()));
      if (!conflicts.isEmpty()) {
        throw new IllegalArgumentException(
            "Not a valid contract: %s, %s".formatted(contract.name(), conflicts));
      }
    }
    return union.columns();
  }

  /** The fields as they are stored: without those that are dropped. */
  public static StructType masked(PipelineContract contract) {
    List<String> dropped =
        contract.pii().stream()
            .filter(pii -> pii.method() == PiiMethod.DROP)
            .map(Pii::field)
            .toList();
    StructType columns = new StructType();
    for (StructField column : plain(contract).fields()) {
      columns = dropped.contains(column.name()) ? columns : columns.add(column);
    }
    return columns;
  }

  /** The columns that enrichments add, all nullable, in the order of the contract. */
  public static StructType enriched(PipelineContract contract) {
    Map<String, Reference> references =
        contract.references().stream()
            .collect(Collectors.toMap(Reference::name, Function.identity()));
    StructType columns = new StructType();
    for (Enrichment enrichment : contract.enrichments()) {
      Map<String, String> types = references.get(enrichment.reference()).columns();
      for (Map.Entry<String, String> column : enrichment.columns().entrySet()) {
        columns = columns.add(column.getValue(), type(types.get(column.getKey())), true);
      }
    }
    return columns;
  }

  /** A reference's columns, in the order of their names. */
  public static StructType of(Reference reference) {
    StructType columns = new StructType();
    for (Map.Entry<String, String> column : reference.columns().entrySet()) {
      columns =
          columns.add(
              column.getKey(), type(column.getValue()), !column.getKey().equals(reference.key()));
    }
    return columns;
  }

  /** Spark's type by the name that a reference gives it. */
  static DataType type(String name) {
    return DataType.fromDDL(name);
  }

  static boolean isType(String name) {
    return TYPES.contains(name);
  }
}
