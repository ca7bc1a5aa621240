package io.headgate.bench.oracle;

import io.headgate.bench.oracle.Decoder.Decoded;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * What the stores must hold, read from the topics themselves into a DuckDB table {@code topic}: one
 * row per record with {@code _topic}, {@code _topic_partition}, {@code _offset}, {@code
 * _schema_id}, {@code _broker_at} (microseconds), {@code error} (null for a valid event), {@code
 * payload} (of those that are not valid) and the event's columns. View {@code events} has the valid
 * ones.
 */
public final class TopicTruth implements AutoCloseable {
  /** The error of an event that breaks a rule of its pipeline. */
  public static final String RULE_BROKEN = "RULE_BROKEN";

  /**
   * What is read, and how.
   *
   * @param schemas the registered schema by id
   * @param reader schema of the events' columns
   * @param columns event columns of raw
   * @param readCommitted whether records of aborted transactions do not count
   */
  public record Reading(
      String bootstrapServers,
      List<String> topics,
      IntFunction<Optional<String>> schemas,
      Schema reader,
      List<EventColumn> columns,
      EventRules rules,
      boolean readCommitted) {
    public Reading {
      topics = List.copyOf(topics);
      columns = List.copyOf(columns);
    }
  }

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Connection duckdb;
  private final List<EventColumn> columns;

  private TopicTruth(Connection duckdb, List<EventColumn> columns) {
    this.duckdb = duckdb;
    this.columns = columns;
  }

  /**
   * Reads the topics from their beginning to where they end now.
   *
   * @param folder for DuckDB's file
   */
  public static TopicTruth read(Reading reading, Path folder) throws SQLException {
    Path file = folder.resolve("truth-" + System.nanoTime() + ".duckdb");
    DuckDBConnection duckdb =
        DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
    String columns =
        reading.columns().stream()
            .map(column -> column.name() + " " + column.type())
            .collect(Collectors.joining(", "));
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET memory_limit = '3GB'");
      statement.execute("SET threads = 2");
      statement.execute("SET preserve_insertion_order = false");
      statement.execute(
          "CREATE TABLE topic (_topic VARCHAR, _topic_partition BIGINT, _offset BIGINT, _schema_id BIGINT, _broker_at BIGINT, error VARCHAR, payload BLOB, "
              + columns
              + ")");
      statement.execute("CREATE VIEW events AS SELECT * FROM topic WHERE error IS NULL");
    }
    try (DuckDBAppender rows = duckdb.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "topic")) {
      load(reading, rows);
    }
    return new TopicTruth(duckdb, reading.columns());
  }

  private static void load(Reading reading, DuckDBAppender rows) throws SQLException {
    Decoder decoder = new Decoder(reading.reader(), reading.schemas());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                reading.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                reading.readCommitted() ? "read_committed" : "read_uncommitted"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : reading.topics()) {
        consumer
            .partitionsFor(topic)
            .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
            append(rows, record, decoder.decode(record.value()), reading);
          }
        }
      }
    }
  }

  private static void append(
      DuckDBAppender rows, ConsumerRecord<byte[], byte[]> record, Decoded decoded, Reading reading)
      throws SQLException {
    String error =
        decoded.event() == null
            ? decoded.error()
            : reading.rules().broken(decoded.event(), record.timestamp()).orElse(null);
    rows.beginRow();
    rows.append(record.topic());
    rows.append((long) record.partition());
    rows.append(record.offset());
    Appending.value(rows, decoded.schemaId() == null ? null : (long) decoded.schemaId());
    rows.append(record.timestamp() * 1000);
    Appending.value(rows, error);
    rows.append(error == null || record.value() == null ? null : record.value());
    for (EventColumn column : reading.columns()) {
      Appending.value(rows, decoded.event() == null ? null : column.value().apply(decoded.event()));
    }
    rows.endRow();
  }

  /** From now on the topic never had these records: their loss was accepted. */
  public void forget(TopicPartition partition, long from, long until) throws SQLException {
    try (PreparedStatement statement =
        duckdb.prepareStatement(
            "DELETE FROM topic WHERE _topic = ? AND _topic_partition = ? AND _offset >= ? AND _offset < ?")) {
      statement.setString(1, partition.topic());
      statement.setLong(2, partition.partition());
      statement.setLong(3, from);
      statement.setLong(4, until);
      statement.execute();
    }
  }

  /** Records that are valid. */
  public long valid() throws SQLException {
    return count("SELECT count(*) FROM events");
  }

  /** Records that are not. */
  public long invalid() throws SQLException {
    return count("SELECT count(*) FROM topic WHERE error IS NOT NULL");
  }

  /** Ids of the valid events, each once. */
  public Set<String> eventIds() throws SQLException {
    Set<String> ids = new HashSet<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery("SELECT DISTINCT event_id FROM events")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  Connection duckdb() {
    return duckdb;
  }

  List<EventColumn> columns() {
    return columns;
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
