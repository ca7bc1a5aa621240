package io.headgate.platform.clickhouse;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.headgate.platform.job.HeadgateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Blocks of rows to and from ClickHouse over HTTP. Every insert is one synchronous block, of which
 * a table shows all or nothing, by partition of the table. Thread-safe. Failures are {@link
 * HeadgateException}s: BAD_CONFIGURATION for what ClickHouse refuses, DEPENDENCY_DOWN for the rest.
 */
public final class ClickHouseClient implements AutoCloseable {
  private static final Map<ClickHouseAddress, ClickHouseClient> SHARED = new ConcurrentHashMap<>();

  private static final String WHOLE = "1000000000";

  private final ClickHouseAddress address;
  private final Client client;

  private ClickHouseClient(ClickHouseAddress address) {
    this.address = address;
    this.client =
        new Client.Builder()
            .addEndpoint(address.endpoint())
            .setUsername(address.user())
            .setPassword(address.password())
            // An insert is acknowledged when its rows are in the table, not when they are buffered.
            .serverSetting("async_insert", "0")
            // A block is one part of a table, and readers see a part whole: the server must not cut
            // it.
            .serverSetting("max_insert_block_size", WHOLE)
            .serverSetting("min_insert_block_size_rows", WHOLE)
            .serverSetting("min_insert_block_size_bytes", "0")
            .serverSetting("date_time_input_format", "best_effort")
            .serverSetting("date_time_output_format", "iso")
            .serverSetting("output_format_json_quote_64bit_integers", "0")
            .build();
  }

  /** A client of its own; it connects when it is first used. */
  public static ClickHouseClient open(ClickHouseAddress address) {
    return new ClickHouseClient(address);
  }

  /** The one client of this JVM, for tasks; nobody closes it. */
  public static ClickHouseClient shared(ClickHouseAddress address) {
    return SHARED.computeIfAbsent(address, ClickHouseClient::new);
  }

  /** What reads an answer. */
  @FunctionalInterface
  public interface AnswerReader<T> {
    T read(InputStream answer) throws IOException;
  }

  /** Runs a query and reads its answer. */
  // Its close() declares Exception.
  @SuppressWarnings("try")
  public <T> T query(String sql, ClickHouseFormat format, AnswerReader<T> reader) {
    QuerySettings settings = new QuerySettings().setFormat(format);
    try (QueryResponse answer = await("read", () -> client.query(sql, settings))) {
      return reader.read(answer.getInputStream());
    } catch (HeadgateException e) {
      throw e;
    } catch (IOException e) {
      throw ClickHouseFailure.of("read", address.url(), e);
    } catch (Exception e) {
      throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
  }

  /**
   * Inserts one block.
   *
   * @param columns the columns that the block has, in its order; empty for those that the format
   *     names itself
   */
  public void insert(
      String table, List<String> columns, ClickHouseFormat format, byte[] block, int length) {
    try (InsertResponse answer =
        await(
            "write " + table,
            () ->
                client.insert(
                    table,
                    columns,
                    new ByteArrayInputStream(block, 0, length),
                    format,
                    new InsertSettings()))) {
      assert answer.getWrittenRows() >= 0;
    }
  }

  /** The client throws some failures itself, before there is a future that could carry them. */
  private <T> T await(String purpose, Supplier<CompletableFuture<T>> call) {
    try {
      return call.get().get();
    } catch (ClickHouseException e) {
      throw ClickHouseFailure.of(purpose, address.url(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClickHouseFailure.of(purpose, address.url(), e);
    } catch (ExecutionException e) {
      throw ClickHouseFailure.of(purpose, address.url(), e.getCause());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
