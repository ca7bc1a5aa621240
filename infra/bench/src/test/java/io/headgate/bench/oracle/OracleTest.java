package io.headgate.bench.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.candidate.JvmOptions;
import io.headgate.bench.candidate.Target;
import io.headgate.bench.drain.Topic;
import io.headgate.bench.load.BadClick;
import io.headgate.bench.load.ClickProducer;
import io.headgate.bench.load.ClickSource;
import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.platform.registry.SchemaVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real jobs fill the stores; then a row is removed, doubled or altered in each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OracleTest {
  private static final BenchPipeline PIPELINE =
      BenchPipeline.plain("oracle", "bench.clicks-oracle.v1").withRules();
  private static final int EVENTS = 4_000;

  /** Every hundredth event is bad, of one kind after the other; of four partitions this is one. */
  private static final int BAD_EVERY = 100;

  /** The second bad record, of index 100: the 26th of partition 0. */
  private static final String BAD_POSITION = "_topic_partition = 0 AND _offset = 25";

  private static final String GOOD_POSITION = "_topic_partition = 2 AND _offset = 10";

  private BenchStack stack;
  private PipelineApply apply;
  private ClickOracle oracle;

  @BeforeAll
  void theJobsFillTheStores(@TempDir Path state) throws Exception {
    stack = BenchStack.start(state, System.out);
    apply = new PipelineApply(stack);
    SchemaVersion schema = apply.apply(PIPELINE);
    send(schema);
    oracle = ClickOracle.of(stack, PIPELINE, schema.definition());
    run(new HeadgateJob("raw", true, true, Map.of()), schema);
    run(new HeadgateJob("aggregates", false, true, Map.of()), schema);
  }

  private void send(SchemaVersion schema) {
    ClickSource source = new ClickSource(new Schema.Parser().parse(schema.definition()), 7, 20);
    try (ClickProducer producer =
        ClickProducer.open(
            stack.kafka(),
            PIPELINE.topic(),
            PIPELINE.partitions(),
            source,
            schema.schemaId(),
            null)) {
      long start = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, Topic.START);
      for (int index = 0; index < EVENTS; index++) {
        long arrived = start + index * 50_000L;
        if (index % BAD_EVERY == 0) {
          BadClick[] kinds = BadClick.values();
          producer.sendBad(kinds[index / BAD_EVERY % kinds.length], index, arrived);
        } else {
          producer.send(index, arrived);
        }
      }
      producer.flush();
    }
  }

  private void run(HeadgateJob job, SchemaVersion schema) throws Exception {
    Path folder = Files.createDirectories(stack.layout().home("runs").resolve(job.name()));
    Target target =
        new Target(
            stack,
            job.name(),
            PIPELINE,
            schema.definition(),
            folder,
            TopicEnds.of(stack.kafka(), PIPELINE.topic()),
            new JvmOptions("1g", 2, List.of(), null),
            0);
    try (JobProcess process = job.start(target)) {
      await()
          .atMost(Duration.ofMinutes(5))
          .until(
              () -> {
                process.requireRunning();
                return job.drained(target);
              });
      assertThat(process.terminate()).isZero();
    }
  }

  @AfterAll
  void stop() throws Exception {
    oracle.close();
    apply.close();
    stack.close();
  }

  @Test
  void passesWhatTheJobsWrote() throws Exception {
    assertThat(oracle.truth().invalid()).isEqualTo(EVENTS / BAD_EVERY);
    assertThat(oracle.truth().valid()).isEqualTo(EVENTS - EVENTS / BAD_EVERY);
    assertThat(oracle.raw(PIPELINE.rawTable())).hasToString("passed");
    assertThat(oracle.quarantine(PIPELINE.quarantineTable())).hasToString("passed");
    assertThat(oracle.windows(PIPELINE.servingTable())).hasToString("passed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DELETE FROM %1$s WHERE %2$s                           | raw: missing: 1, first bench.clicks-oracle.v1-2@10
          INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$s        | raw: doubled: 1, first bench.clicks-oracle.v1-2@10 2 times
          UPDATE %1$s SET duration_ms = -1 WHERE %2$s           | raw: altered: 1, first bench.clicks-oracle.v1-2@10 duration_ms -1 and not
          """)
  void refusesRawWithARowTamperedWith(String tampering, String finding) throws Exception {
    try (Tampering table = new Tampering(PIPELINE.rawTable())) {
      table.sql(tampering, GOOD_POSITION);
      assertThat(oracle.raw(PIPELINE.rawTable()).toString()).startsWith(finding).hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DELETE FROM %1$s WHERE %2$s                           | quarantine: missing: 1, first bench.clicks-oracle.v1-0@25
          INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$s        | quarantine: doubled: 1, first bench.clicks-oracle.v1-0@25 2 times
          UPDATE %1$s SET _value = X'0102' WHERE %2$s           | quarantine: altered: 1, first bench.clicks-oracle.v1-0@25 _value
          """)
  void refusesQuarantineWithARowTamperedWith(String tampering, String finding) throws Exception {
    try (Tampering table = new Tampering(PIPELINE.quarantineTable())) {
      table.sql(tampering, BAD_POSITION);
      assertThat(oracle.quarantine(PIPELINE.quarantineTable()).toString())
          .startsWith(finding)
          .hasLineCount(1);
    }
  }

  /** The engine keeps one row of a key, so only what reads it can show one twice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM %1$s FINAL WHERE NOT (%2$s)                                                   | clickhouse: missing: 1, first window_start=
          SELECT * FROM %1$s FINAL UNION ALL SELECT * FROM %1$s FINAL WHERE %2$s                      | clickhouse: doubled: 1, first window_start=
          SELECT * REPLACE(if(%2$s, clicks + 1, clicks) AS clicks) FROM %1$s FINAL                    | clickhouse: altered: 1, first window_start=
          """)
  void refusesWindowsWithARowTamperedWith(String tampering, String finding) throws Exception {
    String window =
        "site = 'shop-000003' AND window_start = toDateTime64('2026-01-01 06:01:00', 6, 'UTC')";
    try (Connection clickHouse = stack.clickHouse();
        Statement statement = clickHouse.createStatement()) {
      statement.execute(
          "CREATE TABLE serving.tampered ENGINE = MergeTree ORDER BY site AS "
              + tampering.formatted(PIPELINE.servingTable(), window));
      try {
        assertThat(oracle.windows("serving.tampered", "true").toString())
            .startsWith(finding)
            .contains("site=shop-000003")
            .hasLineCount(1);
      } finally {
        statement.execute("DROP TABLE serving.tampered");
      }
    }
  }

  @Test
  void countsOnlyTheEventsThatTheCallerNames() throws Exception {
    assertThat(
            oracle.windows(PIPELINE.servingTable() + " FINAL", "site <> 'shop-000003'").toString())
        .startsWith("clickhouse: not expected: ");
  }

  /** A change to a lake table, taken back at the end. */
  private final class Tampering implements AutoCloseable {
    private final String table;
    private final long before;

    Tampering(String table) throws Exception {
      this.table = table;
      try (Connection catalog = stack.catalog()) {
        Table whole = LakeFiles.table(catalog, table);
        this.before = whole.currentSnapshot().snapshotId();
      }
    }

    void sql(String statement, String position) {
      apply.session().sql(statement.formatted("lake." + table, position));
    }

    @Override
    public void close() {
      apply
          .session()
          .sql("CALL lake.system.set_current_snapshot('%s', %d)".formatted(table, before));
    }
  }
}
