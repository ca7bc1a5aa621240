package io.headgate.platform.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.apache.spark.sql.Row;

/** Spark rows as JSON objects that ClickHouse reads. */
final class RowJson {
  private RowJson() {}

  static ObjectNode of(Row row) {
    ObjectNode json = ServingStore.row();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      put(json, names[i], row.get(i));
    }
    return json;
  }

  private static void put(ObjectNode json, String name, Object value) {
    if (value == null) {
      json.putNull(name);
    } else if (value instanceof Double number) {
      json.put(name, number);
    } else if (value instanceof Float number) {
      json.put(name, number);
    } else if (value instanceof BigDecimal number) {
      json.put(name, number);
    } else if (value instanceof Number number) {
      json.put(name, number.longValue());
    } else if (value instanceof Boolean flag) {
      json.put(name, flag);
    } else {
      // Strings as they are; instants and dates in ISO form.
      json.put(name, value.toString());
    }
  }
}
