package io.headgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import io.headgate.testing.TopicReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A recorded pipeline on a topic of its own, with the registry that has it. */
final class OrdersPipeline implements AutoCloseable {
  static final String REGISTRY_KEY = "registry-key-of-tests";
  static final String SCHEMA =
      """
      {"type": "record", "name": "Order", "fields": [
        {"name": "order_id", "type": "string"},
        {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "country", "type": "string"},
        {"name": "amount_cents", "type": "long"},
        {"name": "note", "type": ["null", "string"], "default": null}%s]}
      """;
  static final int PARTITIONS = 3;

  final String name = "orders_" + UUID.randomUUID().toString().replace("-", "").substring(0, 8);
  final String topic = "shop." + name + ".v1";

  private final RegistryService registry;
  private final SchemaVersion schema;
  private final String producerKey;

  private OrdersPipeline() throws Exception {
    TestingPostgres postgres = TestingPostgres.shared();
    registry =
        RegistryService.start(
            new RegistryConfig(
                "127.0.0.1",
                0,
                postgres.jdbcUrl(),
                TestingPostgres.REGISTRY_USER,
                postgres.registryPassword(),
                REGISTRY_KEY),
            Clock.systemUTC());
    schema = register("");
    client().applyPipeline(contract());
    producerKey = key("producer");
    try (Admin admin = Admin.create(kafka())) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  static OrdersPipeline start() throws Exception {
    return new OrdersPipeline();
  }

  private PipelineContract contract() {
    return new PipelineContract(
        name,
        "shop",
        List.of(Source.of(topic, SCHEMA.formatted(""), PARTITIONS, (short) 1)),
        "order_id",
        new EventTime("placed_at", Duration.ofHours(1), Duration.ofMinutes(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(
            new Rule("amount_is_positive", "amount_cents > 0"),
            new Rule("country_is_a_code", "country RLIKE '^[A-Z]{2}$'"),
            new Rule("no_tests", "country <> 'XX'", RuleAction.STOP),
            new Rule("left_to_the_stream", "upper(country) = country")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new Retention(Duration.ofDays(7), Duration.ofDays(14)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }

  /** Registers the schema with further fields. */
  SchemaVersion register(String moreFields) {
    return client().schemas().register(topic, SCHEMA.formatted(moreFields), Compatibility.BACKWARD);
  }

  /** Makes a key of a role. */
  String key(String role) {
    return client().keys().create(role + "-" + UUID.randomUUID(), role).key();
  }

  /** As {@link #key(String)}, of a name. */
  String key(String role, String keyName) {
    return client().keys().create(keyName, role).key();
  }

  RegistryClient client() {
    return new RegistryClient(registryUrl(), REGISTRY_KEY);
  }

  String registryUrl() {
    return registry.url();
  }

  String producerKey() {
    return producerKey;
  }

  int schemaId() {
    return schema.schemaId();
  }

  /** A batch of valid events. */
  String batch(List<String> ids) {
    return batchOf(ids.stream().map(id -> event(id, 100)).toList());
  }

  String batchOf(List<String> events) {
    return """
        {"topic": "%s", "events": [%s]}
        """
        .formatted(topic, String.join(",", events));
  }

  static String event(String id, long amountCents) {
    return """
        {"partition_key": "%1$s", "emitted_at": "%2$s", "source": "till-7", "payload":
          {"order_id": "%1$s", "placed_at": "%2$s", "country": "DE", "amount_cents": %3$d}}
        """
        .formatted(id, Instant.now(), amountCents);
  }

  static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> UUID.randomUUID().toString()).toList();
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", TestingKafka.shared().bootstrapServers());
  }

  /** All that is in the topic now, read by a consumer that knows nothing of the gateway. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    return TopicReader.readAll(TestingKafka.shared().bootstrapServers(), topic);
  }

  /** How often each key, which is the event's id, is in the topic. */
  Map<String, Long> keys() {
    return records().stream()
        .collect(
            Collectors.groupingBy(
                record -> new String(record.key(), UTF_8), Collectors.counting()));
  }

  @Override
  public void close() {
    registry.close();
  }
}
