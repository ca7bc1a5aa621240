package io.headgate.local.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.gateway.GatewayConfig;
import io.headgate.gateway.GatewayService;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import io.headgate.testing.TopicReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a simulation says that it sent is held against what a plain consumer finds. */
class SimulationTest {
  private static final String KEY = "registry-key-of-tests";
  private static final Duration WATERMARK = Duration.ofMinutes(10);
  private static final Duration TOLERANCE = Duration.ofMinutes(1);
  private static final Shares SHARES = new Shares(0.2, 0.1, 0.1, 0.1);
  private static final Simulation.Load LOAD =
      new Simulation.Load(1_000, 7, Duration.ofSeconds(2), SHARES);
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Order", "fields": [
        {"name": "order_id", "type": "string"},
        {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "country", "type": "string"},
        {"name": "status", "type": "string"},
        {"name": "amount_cents", "type": "int"},
        {"name": "picture", "type": ["null", "bytes"], "default": null},
        {"name": "lines", "type": {"type": "array", "items":
          {"type": "record", "name": "Line", "fields": [{"name": "price", "type": "double"}]}}}]}
      """;
  private static final Schema AVRO = new Schema.Parser().parse(SCHEMA);

  private static RegistryService registry;

  private final String name = "orders_" + UUID.randomUUID().toString().substring(0, 8);
  private final String topic = "shop." + name + ".v1";

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(TestingPostgres.shared(), KEY);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void theTopicHasWhatTheReportSays() throws Exception {
    Simulation simulation = simulation();

    SimulationReport report =
        simulation.throughKafka(LOAD, TestingKafka.shared().bootstrapServers());

    List<ConsumerRecord<byte[], byte[]>> records = records();
    assertThat(report.total()).isEqualTo(2_000).isEqualTo(records.size());
    assertThat(report.records()).isEqualTo(2_000);
    long undecodable = 0;
    long duplicates = 0;
    long late = 0;
    long ahead = 0;
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value()[0] != 0) {
        undecodable++;
        continue;
      }
      GenericRecord order = decode(record.value());
      assertThat(order.get("order_id").toString())
          .startsWith(report.idPrefix())
          .isEqualTo(new String(record.key(), UTF_8));
      assertThat((Integer) order.get("amount_cents")).isBetween(1, 900);
      assertThat(order.get("country").toString()).matches("[A-Z]{2}");
      assertThat(order.get("status").toString()).isIn("open", "paid");
      Instant placedAt = Instant.ofEpochMilli((Long) order.get("placed_at"));
      Instant sentAt = Instant.ofEpochMilli(record.timestamp());
      if (!ids.add(order.get("order_id").toString())) {
        duplicates++;
      } else if (placedAt.isBefore(sentAt.minus(WATERMARK))) {
        late++;
      } else if (placedAt.isAfter(sentAt.plus(TOLERANCE))) {
        ahead++;
      }
    }
    assertThat(undecodable).isPositive().isEqualTo(report.sent(EventKind.UNDECODABLE));
    assertThat(duplicates).isPositive().isEqualTo(report.sent(EventKind.DUPLICATE));
    assertThat(late).isPositive().isEqualTo(report.sent(EventKind.LATE));
    assertThat(ahead).isPositive().isEqualTo(report.sent(EventKind.TIME_AHEAD));
    assertThat(ids.size() - ahead).isEqualTo(report.validEvents());
    assertThat(report.sent(EventKind.DISORDERED)).isBetween(300L, 500L);
    assertThat(report.text())
        .contains("2,000 events in")
        .contains("SELECT count(*), count(DISTINCT order_id) FROM raw." + name)
        .contains("order_id LIKE '" + report.idPrefix() + "%'");
  }

  @Test
  void throughTheGatewayItIsAnsweredAsTheReportSays() throws Exception {
    Simulation simulation = simulation();
    try (GatewayService gateway =
        GatewayService.start(
            new GatewayConfig(
                "127.0.0.1", 0, TestingKafka.shared().bootstrapServers(), registry.url(), KEY),
            Clock.systemUTC())) {

      SimulationReport report = simulation.throughGateway(LOAD, gateway.url(), KEY);

      assertThat(records()).hasSize((int) report.records());
      assertThat(report.answered())
          .startsWith(
              "The gateway answered: %d accepted (%d of them duplicates), %d dead-lettered, %d rejected;"
                  .formatted(
                      report.validEvents() + report.sent(EventKind.DUPLICATE),
                      report.sent(EventKind.DUPLICATE),
                      report.sent(EventKind.TIME_AHEAD),
                      report.sent(EventKind.UNDECODABLE)));
    }
  }

  @Test
  void theSameSeedMakesTheSameEvents() throws Exception {
    PipelineContract contract = apply();
    Instant now = Instant.parse("2026-03-01T00:00:00Z");

    assertThat(values(contract, 7, now)).isEqualTo(values(contract, 7, now));
    assertThat(values(contract, 7, now)).isNotEqualTo(values(contract, 8, now));
  }

  private static List<String> values(PipelineContract contract, long seed, Instant now) {
    EventPlan plan = new EventPlan(contract, client(), SHARES, seed, "id-");
    return IntStream.range(0, 500)
        .mapToObj(index -> plan.event(index, now))
        .map(event -> event.kind() + " " + event.fields())
        .toList();
  }

  @Test
  void sharesThatAreMoreThanAllAreRefused() {
    assertThatThrownBy(() -> new Shares(0.5, 0.3, 0.2, 0.1))
        .hasMessageContaining("together they are 1.100 of all events");
  }

  private Simulation simulation() throws Exception {
    apply();
    return new Simulation(name, client(), Clock.systemUTC());
  }

  private PipelineContract apply() throws Exception {
    client().schemas().register(topic, SCHEMA, Compatibility.BACKWARD);
    PipelineContract contract =
        new PipelineContract(
            name,
            "shop",
            List.of(Source.of(topic, SCHEMA, 2, (short) 1)),
            "order_id",
            new EventTime("placed_at", WATERMARK, TOLERANCE),
            Delivery.AT_LEAST_ONCE,
            null,
            List.of(
                new Rule("amount_is_plausible", "amount_cents BETWEEN 1 AND 900"),
                new Rule("country_is_a_code", "country RLIKE '^[A-Z]{2}$'"),
                new Rule("status_is_known", "status IN ('open', 'paid')")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Retention(Duration.ofDays(7), Duration.ofDays(14)),
            new Sla(Duration.ofHours(6)),
            0.9);
    client().applyPipeline(contract);
    try (Admin admin = Admin.create(kafka())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
    return contract;
  }

  private static RegistryClient client() {
    return new RegistryClient(registry.url(), KEY);
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", TestingKafka.shared().bootstrapServers());
  }

  private List<ConsumerRecord<byte[], byte[]>> records() {
    return TopicReader.readAll(TestingKafka.shared().bootstrapServers(), topic);
  }

  private static GenericRecord decode(byte[] value) throws IOException {
    return new GenericDatumReader<GenericRecord>(AVRO)
        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
  }
}
