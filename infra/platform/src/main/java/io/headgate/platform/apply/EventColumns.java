package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import org.apache.avro.Schema;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.types.StructType;

/** The event as Spark sees it: one column per field of the reader schema, in its order. */
public final class EventColumns {
  private EventColumns() {}

  public static StructType of(Schema event) {
    return (StructType) SchemaConverters.toSqlType(event).dataType();
  }

  public static StructType of(PipelineContract contract) {
    return of(new Schema.Parser().parse(contract.sources().get(0).schema()));
  }
}
