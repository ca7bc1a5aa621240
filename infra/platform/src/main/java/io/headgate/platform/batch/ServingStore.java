package io.headgate.platform.batch;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * ClickHouse as JSON rows: instants as ISO strings, 64-bit integers as numbers. Every insert is one
 * synchronous block, so a table shows all of it or nothing.
 */
public final class ServingStore implements AutoCloseable {
  private static final String JDBC_PREFIX = "jdbc:clickhouse:";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Codes of ClickHouse that another attempt does not change: unknown column (16, 47), table (60),
   * database (81) or user (192), wrong password (193, 516), no right (497).
   */
  private static final Set<Integer> REFUSALS = Set.of(16, 47, 60, 81, 192, 193, 497, 516);

  private final String url;
  private final Client client;

  /**
   * Opens a client; it connects when it is first used.
   *
   * @param url {@code jdbc:clickhouse:http://host:port}
   */
  public ServingStore(String url, String user, String password) {
    this.url = url;
    this.client =
        new Client.Builder()
            .addEndpoint(url.startsWith(JDBC_PREFIX) ? url.substring(JDBC_PREFIX.length()) : url)
            .setUsername(user)
            .setPassword(password)
            .serverSetting("async_insert", "0")
            .serverSetting("date_time_input_format", "best_effort")
            .serverSetting("date_time_output_format", "iso")
            .serverSetting("output_format_json_quote_64bit_integers", "0")
            .build();
  }

  static ObjectNode row() {
    return JSON.createObjectNode();
  }

  // Their close() declares Exception.
  @SuppressWarnings("try")
  List<JsonNode> query(String sql) {
    QuerySettings settings = new QuerySettings().setFormat(ClickHouseFormat.JSONEachRow);
    try (QueryResponse answer = await("read", () -> client.query(sql, settings));
        MappingIterator<JsonNode> rows =
            JSON.readerFor(JsonNode.class).readValues(answer.getInputStream())) {
      return rows.readAll();
    } catch (IOException e) {
      throw failed("read", e);
    } catch (Exception e) {
      throw asRuntime(e);
    }
  }

  /** Does nothing when there are no rows. */
  void insert(String table, List<ObjectNode> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (InsertResponse answer =
        await(
            "write " + table,
            () ->
                client.insert(
                    table,
                    new ByteArrayInputStream(bytes(rows)),
                    ClickHouseFormat.JSONEachRow,
                    new InsertSettings()))) {
      assert answer.getWrittenRows() >= 0;
    }
  }

  private static byte[] bytes(List<ObjectNode> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var writer = JSON.writer().withRootValueSeparator("\n").writeValues(bytes)) {
      writer.writeAll(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The client throws some failures itself, before there is a future that could carry them. */
  private <T> T await(String purpose, Supplier<CompletableFuture<T>> call) {
    try {
      return call.get().get();
    } catch (ClickHouseException e) {
      throw failed(purpose, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(purpose, e);
    } catch (ExecutionException e) {
      throw failed(purpose, e.getCause());
    }
  }

  private HeadgateException failed(String purpose, Throwable cause) {
    if (cause instanceof ServerException refused && REFUSALS.contains(refused.getCode())) {
      return new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot %s in ClickHouse at %s: it refused (%s). Apply the pipeline (headgate apply), or correct clickhouse.user and clickhouse.password."
              .formatted(purpose, url, refused.getMessage()),
          refused);
    }
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s in ClickHouse at %s: it cannot now (%s). Start it, or correct clickhouse.url, and run it again."
            .formatted(purpose, url, cause.getMessage()),
        cause);
  }

  private static RuntimeException asRuntime(Exception e) {
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  @Override
  public void close() {
    client.close();
  }
}
