package io.headgate.streaming.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.util.LongAccumulator;

/**
 * Inserts one partition of changed windows, rows as JSON objects, in one synchronous insert. Doing
 * it twice is harmless: same key and version, same row.
 */
final class WindowUpsert implements ForeachPartitionFunction<String> {
  private static final long serialVersionUID = 1L;

  private final ServingAddress address;
  private final String table;
  private final LongAccumulator rows;

  WindowUpsert(ServingAddress address, String table, LongAccumulator rows) {
    this.address = address;
    this.table = table;
    this.rows = rows;
  }

  @Override
  public void call(Iterator<String> windows) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    long count = 0;
    while (windows.hasNext()) {
      block.writeBytes(windows.next().getBytes(UTF_8));
      block.write('\n');
      count++;
    }
    if (count > 0) {
      insert(block.toByteArray());
      rows.add(count);
    }
  }

  private void insert(byte[] block) throws InterruptedException {
    try (Client client = address.connect();
        InsertResponse answer =
            client
                .insert(
                    table,
                    new ByteArrayInputStream(block),
                    ClickHouseFormat.JSONEachRow,
                    new InsertSettings())
                .get()) {
      assert answer.getWrittenRows() >= 0;
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (ClickHouseException e) {
      throw failed(e);
    }
  }

  private HeadgateException failed(Throwable cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot write %s in ClickHouse at %s: %s. Check that it runs and that the pipeline is applied."
            .formatted(table, address.url(), cause.getMessage()),
        cause);
  }
}
