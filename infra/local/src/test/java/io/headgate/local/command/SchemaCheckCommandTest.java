package io.headgate.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.components.Ports;
import io.headgate.local.HeadgateCommand;
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
import io.headgate.testing.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command as a producer's CI runs it, on the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaCheckCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final String TOPIC = "shop.ticket.v1";
  private static final String FIELDS =
      """
      {"name": "event_id", "type": "string"},
      {"name": "sold_at", "type": {"type": "long", "logicalType": "timestamp-micros"}}\
      """;
  private static final String DECLARED =
      schema("Ticket", FIELDS + ", {\"name\": \"price\", \"type\": \"int\"}");

  @TempDir private Path folder;
  private RegistryService registry;

  /** What a command line did. */
  private record Ran(int exitCode, String out, String err) {}

  @BeforeAll
  void start() {
    TestingPostgres postgres = TestingPostgres.shared();
    registry = TestingRegistry.start(postgres, KEY);
    RegistryClient client = new RegistryClient(registry.url(), KEY);
    client.schemas().register(TOPIC, DECLARED, Compatibility.BACKWARD);
    client.applyPipeline(
        new PipelineContract(
            "tickets",
            "shop",
            List.of(Source.of(TOPIC, DECLARED, 1, (short) 1)),
            "event_id",
            new EventTime("sold_at", Duration.ofHours(1), Duration.ofHours(1)),
            Delivery.AT_LEAST_ONCE,
            null,
            List.of(new Rule("price_is_positive", "price > 0")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Retention(Duration.ofDays(7), Duration.ofDays(7)),
            new Sla(Duration.ofHours(6)),
            0.9));
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  @Test
  void aSchemaThatWouldBeTakenEndsWithZeroAndRegistersNothing() throws IOException {
    String added =
        DECLARED.replace("]}", ",{\"name\":\"seat\",\"type\":\"string\",\"default\":\"\"}]}");

    Ran ran = check(added, "--registry-url", registry.url());

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualToIgnoringNewLines("shop.ticket.v1-value takes it (BACKWARD).");
    assertThat(
            new RegistryClient(registry.url(), KEY).schemas().latest(TOPIC).orElseThrow().version())
        .isEqualTo(1);
  }

  @Test
  void aSchemaThatWouldBreakARuleEndsWithFourAndAReportThatNamesIt() throws IOException {
    Ran ran = check(schema("Ticket", FIELDS), "--topic", TOPIC, "--registry-url", registry.url());

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.out())
        .contains("shop.ticket.v1-value refuses it (BACKWARD):")
        .contains("path", "reason", "consumer")
        .contains(
            "/fields/2", "FIELD_REMOVED: price", "rule price_is_positive of pipeline tickets");
  }

  @Test
  void aFileThatIsNoSchemaOfAnEventEndsWithTwo() throws IOException {
    assertThat(check("{\"type\":", "--registry-url", registry.url()))
        .satisfies(
            ran -> {
              assertThat(ran.exitCode()).isEqualTo(2);
              assertThat(ran.err()).contains("Cannot check ").contains("it is not an Avro schema");
            });
    assertThat(check("\"string\"", "--registry-url", registry.url()).err())
        .contains("an event is a record, and this is string");
    Ran missing = run("schema", "check", folder.resolve("none.avsc").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no such file");
  }

  @Test
  void aRecordThatNobodyReadsNeedsATopic() throws IOException {
    Ran without = check(schema("Refund", FIELDS), "--registry-url", registry.url());
    Ran with =
        check(
            schema("Refund", FIELDS),
            "--topic",
            "shop.refund.v1",
            "--registry-url",
            registry.url());

    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err())
        .contains("no pipeline reads a record of that name")
        .contains("--topic");
    assertThat(with.exitCode()).as(with.err()).isZero();
  }

  @Test
  void aRegistryThatDoesNotAnswerEndsWithFive() throws IOException {
    Ran ran = check(DECLARED, "--registry-url", "http://127.0.0.1:" + Ports.free());

    assertThat(ran.exitCode()).isEqualTo(5);
    assertThat(ran.err()).contains("does not serve");
  }

  private Ran check(String schema, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("event.avsc"), schema);
    String[] words = new String[options.length + 3];
    words[0] = "schema";
    words[1] = "check";
    words[2] = file.toString();
    System.arraycopy(options, 0, words, 3, options.length);
    return run(words);
  }

  private static Ran run(String... words) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      int exitCode = HeadgateCommand.run(words);
      return new Ran(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  private static String schema(String name, String fields) {
    return "{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"shop\",\"fields\":[%s]}"
        .formatted(name, fields);
  }
}
