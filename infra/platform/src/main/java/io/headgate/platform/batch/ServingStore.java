package io.headgate.platform.batch;

import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.clickhouse.ClickHouseAddress;
import io.headgate.platform.clickhouse.ClickHouseClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * ClickHouse as JSON rows: instants as ISO strings, 64-bit integers as numbers. Every insert is one
 * synchronous block, of which a table shows all or nothing, by partition of the table.
 */
public final class ServingStore implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClickHouseClient client;

  /**
   * Opens a client; it connects when it is first used.
   *
   * @param url {@code jdbc:clickhouse:http://host:port}
   */
  public ServingStore(String url, String user, String password) {
    this.client = ClickHouseClient.open(new ClickHouseAddress(url, user, password));
  }

  static ObjectNode row() {
    return JSON.createObjectNode();
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> query(String sql) {
    return client.query(
        sql,
        ClickHouseFormat.JSONEachRow,
        answer -> {
          try (MappingIterator<JsonNode> rows = JSON.readerFor(JsonNode.class).readValues(answer)) {
            return rows.readAll();
          }
        });
  }

  /** Does nothing when there are no rows. */
  void insert(String table, List<ObjectNode> rows) {
    if (!rows.isEmpty()) {
      byte[] block = bytes(rows);
      client.insert(table, List.of(), ClickHouseFormat.JSONEachRow, block, block.length);
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

  @Override
  public void close() {
    client.close();
  }
}
