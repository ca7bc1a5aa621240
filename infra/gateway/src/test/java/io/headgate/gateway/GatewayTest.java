package io.headgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.gateway.TestingGateway.Answer;
import io.headgate.gateway.event.AvroBatch;
import io.headgate.gateway.event.Reason;
import io.headgate.testing.TestingKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String SLOW_PRODUCER = "slow-" + UUID.randomUUID();
  private static final Schema ORDER =
      new Schema.Parser().parse(OrdersPipeline.SCHEMA.formatted(""));

  private static OrdersPipeline orders;
  private static TestingGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    orders = OrdersPipeline.start();
    gateway = TestingGateway.start(orders, Map.of(SLOW_PRODUCER, 10), GatewayConfig.DEFAULT_BUFFER);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    orders.close();
  }

  @Test
  void anEventIsInKafkaInTheWireFormatWhenItIsAcknowledged() throws Exception {
    String id = UUID.randomUUID().toString();
    Instant before = Instant.now().minusMillis(1);

    Answer answer = gateway.post(orders.batch(List.of(id)));

    assertThat(answer.status()).isEqualTo(200);
    assertCounts(answer, 1, 0, 0, 0);
    ConsumerRecord<byte[], byte[]> record = only(id);
    assertThat(record.value()[0]).isZero();
    assertThat(schemaId(record)).isEqualTo(orders.schemaId());
    GenericRecord order = decode(record.value());
    assertThat(order.get("order_id")).hasToString(id);
    assertThat(order.get("amount_cents")).isEqualTo(100L);
    assertThat(order.get("note")).isNull();
    Instant receivedAt = Instant.parse(header(record, "headgate.received-at"));
    assertThat(receivedAt).isBetween(before, Instant.now());
    assertThat(record.timestamp()).isEqualTo(receivedAt.toEpochMilli());
    assertThat(answer.body().path("received_at").asText()).isEqualTo(receivedAt.toString());
    assertThat(header(record, "headgate.source")).isEqualTo("till-7");
    assertThat(header(record, "headgate.producer")).startsWith("producer-");
  }

  @Test
  void eachEventIsJudgedByItselfAndOnlyWhatCanBeWrittenIsSent() {
    List<String> ids = OrdersPipeline.ids(11);
    String whole = OrdersPipeline.event(ids.get(0), 1);
    List<String> events = new ArrayList<>(Collections.nCopies(11, ""));
    events.set(0, whole);
    events.set(1, "17");
    events.set(2, OrdersPipeline.event(ids.get(2), 1).replace("partition_key", "key"));
    events.set(
        3,
        OrdersPipeline.event(ids.get(3), 1)
            .replace("\"amount_cents\": 1", "\"amount_cents\": 1.5"));
    events.set(4, OrdersPipeline.event(ids.get(4), 1).replace("\"country\"", "\"county\""));
    events.set(5, OrdersPipeline.event(ids.get(5), 0));
    events.set(
        6,
        OrdersPipeline.event(ids.get(6), 1)
            .replaceFirst("\"placed_at\": \"[^\"]*\"", "\"placed_at\": \"9999-12-31T00:00:00Z\""));
    events.set(
        7, OrdersPipeline.event(ids.get(7), 1).replaceFirst("\\{", "{\"event_id\": \"another\","));
    events.set(8, OrdersPipeline.event(ids.get(8), 1).replace("\"DE\"", "\"XX\""));
    events.set(
        9, OrdersPipeline.event(ids.get(9), 1).replaceFirst("\\{", "{\"event_type\": \"refund\","));
    events.set(10, OrdersPipeline.event(ids.get(10), 1).replace("\"DE\"", "\"germany\""));

    Answer answer = gateway.post(orders.batchOf(events));

    assertThat(answer.status()).isEqualTo(200);
    assertCounts(answer, 1, 7, 3, 0);
    assertThat(answer.body().path("errors"))
        .extracting(error -> error.path("index").asInt() + " " + error.path("reason").asText())
        .containsExactly(
            "1 invalid_event",
            "2 invalid_event",
            "3 schema_mismatch",
            "4 schema_mismatch",
            "5 rule_broken",
            "6 event_time_ahead",
            "7 contradiction",
            "8 stops_stream",
            "9 unknown_event_type",
            "10 rule_broken");
    assertThat(detail(answer, 2))
        .isEqualTo(
            "Field 'amount_cents' of the payload is no number of 64 bits. Send what the schema says.");
    assertThat(detail(answer, 4))
        .isEqualTo("Rule amount_is_positive does not hold: amount_cents > 0");
    Map<String, Long> inKafka = orders.keys();
    inKafka.keySet().retainAll(ids);
    assertThat(inKafka.keySet())
        .containsExactlyInAnyOrder(ids.get(0), ids.get(5), ids.get(6), ids.get(10));
  }

  @Test
  void idAndTimeBesideThePayloadCountForWhatItLeavesOut() throws Exception {
    String id = UUID.randomUUID().toString();
    Answer answer =
        gateway.post(
            orders.batchOf(
                List.of(
                    """
                    {"partition_key": "%1$s", "event_id": "%1$s", "emitted_at": "2026-03-01T12:00:00.5+02:00",
                     "payload": {"country": "FR", "amount_cents": 7, "note": "no id, no time"}}
                    """
                        .formatted(id))));

    assertCounts(answer, 1, 0, 0, 0);
    GenericRecord order = decode(only(id).value());
    assertThat(order.get("order_id")).hasToString(id);
    assertThat(order.get("placed_at"))
        .isEqualTo(
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-03-01T10:00:00.5Z")));
  }

  @Test
  void gzipAndAvroAreTakenLikePlainJson() throws Exception {
    List<String> ids = OrdersPipeline.ids(200);

    Answer zipped =
        gateway.send(
            gateway
                .request()
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(orders.batch(ids.subList(0, 100))))));
    Answer avro =
        gateway.send(
            gateway
                .request()
                .setHeader("Content-Type", "application/avro")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(avroBatch(ids.subList(100, 200))))));

    assertCounts(zipped, 100, 0, 0, 0);
    assertCounts(avro, 100, 0, 0, 0);
    assertThat(orders.keys()).containsKeys(ids.toArray(String[]::new));
    assertThat(decode(only(ids.get(150)).value()).get("country")).hasToString("JP");
  }

  @Test
  void bytesThatAreNoDatumOfTheSchemaAreRejected() throws Exception {
    GenericRecord batch = avroBatch(orders.topic, List.of(new byte[] {4, 'a'}, new byte[0]));

    Answer answer =
        gateway.send(
            gateway
                .request()
                .setHeader("Content-Type", "application/avro")
                .POST(BodyPublishers.ofByteArray(encode(batch))));

    assertCounts(answer, 0, 2, 0, 0);
    assertThat(detail(answer, 0))
        .isEqualTo(
            "The payload is no datum of version 1 of the schema: it ends early. Send what the schema says.");
  }

  @Test
  void anEventThatIsSentAgainIsStoredOnce() {
    List<String> ids = OrdersPipeline.ids(50);
    List<String> twice = new ArrayList<>(ids);
    twice.addAll(ids.subList(0, 10));

    assertCounts(gateway.post(orders.batch(twice)), 60, 0, 0, 10);
    assertCounts(gateway.post(orders.batch(ids)), 50, 0, 0, 50);

    Map<String, Long> inKafka = orders.keys();
    assertThat(ids).allSatisfy(id -> assertThat(inKafka).containsEntry(id, 1L));
  }

  @Test
  void aNewSchemaIsUsedSoonAndAnEarlierOneWhereItIsNamed() throws Exception {
    try (OrdersPipeline other = OrdersPipeline.start();
        TestingGateway own = TestingGateway.start(other, Map.of(), GatewayConfig.DEFAULT_BUFFER)) {
      String id = UUID.randomUUID().toString();
      String withCoupon =
          other
              .batch(List.of(id))
              .replace("\"amount_cents\"", "\"coupon\": \"SPRING\", \"amount_cents\"");
      assertCounts(own.post(withCoupon), 0, 1, 0, 0);

      int second =
          other
              .register(", {\"name\": \"coupon\", \"type\": \"string\", \"default\": \"\"}")
              .schemaId();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertCounts(own.post(withCoupon), 1, 0, 0, 0));
      assertThat(schemaId(only(other, id))).isEqualTo(second);
      String first = UUID.randomUUID().toString();
      String body = other.batch(List.of(first)).replaceFirst("\\{", "{\"schema_version\": 1,");
      assertCounts(own.post(body), 1, 0, 0, 0);
      assertThat(schemaId(only(other, first))).isEqualTo(other.schemaId()).isNotEqualTo(second);
      Answer unknown = own.post(body.replace("\"schema_version\": 1", "\"schema_version\": 99"));
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.detail()).contains("has no version 99 of the schema of Order");
    }
  }

  private static int schemaId(ConsumerRecord<byte[], byte[]> record) {
    return ByteBuffer.wrap(record.value(), 1, 4).getInt();
  }

  @Test
  void whatCannotBeTakenIsRefusedWithItsStatusAndRemedy() throws Exception {
    String valid = orders.batch(OrdersPipeline.ids(1));
    String reader = orders.key("reader");

    assertRefused(
        to(null).POST(BodyPublishers.ofString(valid)),
        401,
        "This call needs a key of role PRODUCER");
    assertRefused(
        to("no-such-key").POST(BodyPublishers.ofString(valid)), 401, "The key is not known");
    assertRefused(
        to(reader).POST(BodyPublishers.ofString(valid)), 403, "This call needs role PRODUCER");
    assertRefused(gateway.request().GET(), 405, "'/v1/events' takes POST");
    assertRefused(body("{\"topic\": "), 400, "no JSON from line 1");
    assertRefused(body("[]"), 400, "it is no JSON object");
    assertRefused(body("{\"events\": []}"), 400, "field 'topic' is no text");
    assertRefused(body("{\"topic\": \"t\"}"), 400, "field 'events' is no list");
    assertRefused(
        body("{\"topic\": \"t\", \"events\": []}"), 404, "No applied pipeline reads topic 't'");
    assertRefused(body(orders.batch(OrdersPipeline.ids(1001))), 413, "has 1,001 events");
    assertRefused(body(" ".repeat((2 << 20) + 1)), 413, "has more than 2,097,152 bytes");
    assertRefused(
        gateway
            .request()
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(gzip(" ".repeat((4 << 20) + 1)))),
        413,
        "bytes when it is inflated");
    assertRefused(
        gateway.request().header("Content-Encoding", "gzip").POST(BodyPublishers.ofString(valid)),
        400,
        "it is not gzip");
    assertRefused(
        gateway.request().header("Content-Encoding", "br").POST(BodyPublishers.ofString(valid)),
        415,
        "compressed by something else than gzip");
    assertRefused(
        gateway
            .request()
            .setHeader("Content-Type", "text/xml")
            .POST(BodyPublishers.ofString("<a/>")),
        415,
        "another type than JSON or Avro");
    assertRefused(
        gateway
            .request()
            .setHeader("Content-Type", "application/avro")
            .POST(BodyPublishers.ofString(valid)),
        400,
        "it is no datum of the record EventBatch");
  }

  @Test
  void aProducerOverItsQuotaIsToldWhenToComeAgain() {
    String key = orders.key("producer", SLOW_PRODUCER);
    String nothingButMistakes = orders.batchOf(Collections.nCopies(1000, "0"));

    Answer first = gateway.send(to(key).POST(BodyPublishers.ofString(nothingButMistakes)));
    Answer second = gateway.send(to(key).POST(BodyPublishers.ofString(nothingButMistakes)));

    assertCounts(first, 0, 1000, 0, 0);
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.detail()).contains("sends more than 10 events a second");
    assertThat(second.response().headers().firstValueAsLong("Retry-After").orElse(0))
        .isBetween(90L, 101L);
    assertCounts(gateway.post(orders.batch(OrdersPipeline.ids(10))), 10, 0, 0, 0);
  }

  @Test
  void moreThanTheBufferHoldsIsPushedBack() {
    try (TestingGateway small = TestingGateway.start(orders, Map.of(), 5_000)) {
      Answer answer = small.post(orders.batch(OrdersPipeline.ids(100)));

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.body().path("reason").asText()).isEqualTo("backpressure");
      assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
      assertCounts(small.post(orders.batch(OrdersPipeline.ids(3))), 3, 0, 0, 0);
    }
  }

  @Test
  void withoutABrokerNothingIsAcknowledgedAndAllIsTakenWhenItIsBack() throws Exception {
    List<String> ids = OrdersPipeline.ids(20);
    signal("STOP");
    try {
      Answer away = gateway.post(orders.batch(ids));
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.body().path("reason").asText()).isEqualTo("broker_away");
      assertThat(away.body().path("accepted").asInt()).isZero();
      assertThat(away.body().path("errors")).hasSize(20);
      assertThat(away.detail()).startsWith("Kafka did not acknowledge 20 events in time");

      long begun = System.nanoTime();
      Answer next = gateway.post(orders.batch(OrdersPipeline.ids(1)));
      assertThat(next.status()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      assertThat(next.response().headers().firstValue("Retry-After")).contains("1");
    } finally {
      signal("CONT");
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(gateway.post(orders.batch(ids)).status()).isEqualTo(200));
    assertThat(orders.keys()).containsKeys(ids.toArray(String[]::new));
  }

  @Test
  void theDescriptionOfTheCallsNamesEveryReason() {
    Answer description =
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/openapi")).GET());

    assertThat(
            description
                .body()
                .at("/components/schemas/Receipt/properties/errors/items/properties/reason/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values())
                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                .toList());
  }

  private static void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(TestingKafka.shared().pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  private static HttpRequest.Builder to(String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/events"))
            .header("Content-Type", "application/json");
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  private static HttpRequest.Builder body(String body) {
    return gateway.request().POST(BodyPublishers.ofString(body));
  }

  private static void assertRefused(HttpRequest.Builder request, int status, String detail) {
    Answer answer = gateway.send(request);
    assertThat(answer.status()).as(answer.detail()).isEqualTo(status);
    assertThat(answer.detail()).contains(detail);
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
  }

  private static void assertCounts(
      Answer answer, int accepted, int rejected, int deadLettered, int duplicates) {
    JsonNode body = answer.body();
    assertThat(
            List.of(
                body.path("accepted").asInt(-1),
                body.path("rejected").asInt(-1),
                body.path("dead_lettered").asInt(-1),
                body.path("duplicates").asInt(-1)))
        .as(body.toString())
        .containsExactly(accepted, rejected, deadLettered, duplicates);
  }

  private static String detail(Answer answer, int error) {
    return answer.body().path("errors").path(error).path("detail").asText();
  }

  private static ConsumerRecord<byte[], byte[]> only(String key) {
    return only(orders, key);
  }

  private static ConsumerRecord<byte[], byte[]> only(OrdersPipeline pipeline, String key) {
    List<ConsumerRecord<byte[], byte[]>> found =
        pipeline.records().stream()
            .filter(record -> new String(record.key(), UTF_8).equals(key))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static GenericRecord decode(byte[] value) throws IOException {
    return new GenericDatumReader<GenericRecord>(ORDER)
        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
  }

  private static byte[] avroBatch(List<String> ids) throws IOException {
    List<byte[]> payloads = new ArrayList<>();
    for (String id : ids) {
      GenericRecord order = new GenericData.Record(ORDER);
      order.put("order_id", id);
      order.put("placed_at", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      order.put("country", "JP");
      order.put("amount_cents", 3L);
      payloads.add(encode(order));
    }
    GenericRecord batch = avroBatch(orders.topic, payloads);
    List<?> events = (List<?>) batch.get("events");
    for (int i = 0; i < ids.size(); i++) {
      ((GenericRecord) events.get(i)).put("partition_key", ids.get(i));
    }
    return encode(batch);
  }

  private static GenericRecord avroBatch(String topic, List<byte[]> payloads) {
    GenericRecord batch = new GenericData.Record(AvroBatch.SCHEMA);
    batch.put("topic", topic);
    List<GenericRecord> events = new ArrayList<>();
    for (byte[] payload : payloads) {
      GenericRecord event =
          new GenericData.Record(AvroBatch.SCHEMA.getField("events").schema().getElementType());
      event.put("partition_key", "a");
      event.put("payload", ByteBuffer.wrap(payload));
      event.put("emitted_at", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      events.add(event);
    }
    batch.put("events", events);
    return batch;
  }

  private static byte[] encode(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }
}
