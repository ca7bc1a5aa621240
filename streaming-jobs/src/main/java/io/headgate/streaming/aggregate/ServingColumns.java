package io.headgate.streaming.aggregate;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a serving table that an aggregate fills. */
public final class ServingColumns {
  private ServingColumns() {}

  /**
   * The columns of the aggregate, in its order.
   *
   * @param table {@code serving.<aggregate>}
   * @throws HeadgateException with BAD_CONFIGURATION when the table lacks one
   */
  public static List<RowBinaryColumn> of(
      ClickHouseAddress address, String table, StructType yielded) {
    Map<String, String> types = types(address, table);
    List<RowBinaryColumn> columns = new ArrayList<>();
    for (StructField column : yielded.fields()) {
      String type = types.get(column.name());
      if (type == null) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot write %s in ClickHouse at %s: it has no column %s. Run headgate apply on the pipeline's folder."
                .formatted(table, address.url(), column.name()));
      }
      columns.add(
          new RowBinaryColumn(column.name(), column.dataType(), type.startsWith("Nullable(")));
    }
    return columns;
  }

  private static Map<String, String> types(ClickHouseAddress address, String table) {
    try (ClickHouse clickHouse =
        ClickHouse.open(address.url(), address.user(), address.password())) {
      Map<String, String> types = new HashMap<>();
      clickHouse
          .query(
              "SELECT name, type FROM system.columns WHERE database || '.' || table = ?",
              row -> Map.entry(row.getString(1), row.getString(2)),
              table)
          .forEach(column -> types.put(column.getKey(), column.getValue()));
      return types;
    }
  }
}
