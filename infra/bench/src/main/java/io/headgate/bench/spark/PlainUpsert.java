package io.headgate.bench.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import io.headgate.platform.job.Settings;
import java.io.ByteArrayInputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** One insert per partition, as tab-separated text. */
record PlainUpsert(String endpoint, String user, String password, String table, long version)
    implements ForeachPartitionFunction<Row> {
  private static final long serialVersionUID = 1L;

  static PlainUpsert to(Settings settings, String table) {
    return new PlainUpsert(
        settings.clickhouseUrl().replaceFirst("^jdbc:clickhouse:", ""),
        settings.clickhouseUser(),
        settings.clickhousePassword(),
        table,
        0);
  }

  PlainUpsert withVersion(long batch) {
    return new PlainUpsert(endpoint, user, password, table, batch + 1);
  }

  @Override
  public void call(Iterator<Row> rows) throws Exception {
    if (!rows.hasNext()) {
      return;
    }
    StringBuilder block = new StringBuilder();
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int column = 0; column < row.length(); column++) {
        block.append(row.get(column)).append('\t');
      }
      block.append(version).append("\t0\n");
    }
    try (Client client =
            new Client.Builder()
                .addEndpoint(endpoint)
                .setUsername(user)
                .setPassword(password)
                .serverSetting("async_insert", "0")
                .build();
        InsertResponse answer =
            client
                .insert(
                    table,
                    List.of(
                        "window_start",
                        "window_end",
                        "site",
                        "clicks",
                        "amount_cents",
                        "longest_duration_ms",
                        "average_duration_ms",
                        "_version",
                        "_deleted"),
                    new ByteArrayInputStream(block.toString().getBytes(UTF_8)),
                    ClickHouseFormat.TabSeparated,
                    new InsertSettings())
                .get()) {
      if (answer.getWrittenRows() < 0) {
        throw new IllegalStateException("ClickHouse did not say that it wrote");
      }
    }
  }

  @Override
  public String toString() {
    return "PlainUpsert[table=" + table + "]";
  }
}
