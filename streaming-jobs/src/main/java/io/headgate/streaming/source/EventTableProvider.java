package io.headgate.streaming.source;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The way by which Spark comes to a table of {@link EventStreamSource}; made by class name. */
public final class EventTableProvider implements TableProvider {
  /** The table that this thread has Spark load. */
  static final ThreadLocal<EventTable> LOADING = new ThreadLocal<>();

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return table().schema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return table();
  }

  private static EventTable table() {
    EventTable table = LOADING.get();
    if (table == null) {
      throw new IllegalStateException(
          "Only EventStreamSource can load " + EventTableProvider.class.getName());
    }
    return table;
  }
}
