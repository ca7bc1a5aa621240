package io.headgate.bench.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.bench.stack.BenchStack;
import io.headgate.local.StackProperties;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Fills the registry of a stack: 100 pipelines with a rollup each, published hour by hour, and a
 * chain of jobs that other systems tell of. Contracts and jobs come in by its own calls; the
 * partitions, which jobs would take weeks to make, are written into its tables.
 */
public final class FilledRegistry {
  /** Rollups, each with its share of the partitions. */
  public static final int DATASETS = 100;

  /** Jobs between the ends of the chain. */
  public static final int DEPTH = 10;

  private static final Instant END = Instant.parse("2026-11-13T00:00:00Z");
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Click",
       "fields": [{"name": "event_id", "type": "string"}]}
      """;

  private static final String FILL =
      """
      SET search_path TO registry;
      -- Else every gate would be decided anew, which is not what is measured.
      ALTER TABLE dataset_partition DISABLE TRIGGER touch_gate;
      INSERT INTO run (run_key, dataset, state, score, arithmetic, report, started_at, ended_at,
        received_at)
      SELECT d.name || n, d.name, 'PUBLISHED', 1, '5 of 5 checks passed',
        jsonb_build_object('run_key', d.name || n, 'dataset', d.name, 'pipeline', d.name,
          'contract_version', 1, 'window_start', began, 'window_end', began + interval '1 hour',
          'state', 'PUBLISHED', 'partition_rows', '{}'::jsonb, 'inputs', '{}'::jsonb,
          'started_at', began, 'ended_at', began,
          'checks', (SELECT jsonb_agg(jsonb_build_object('name', 'check_' || c, 'outcome', 'PASSED',
            'weight', 2, 'detail', md5(n || d.name || c))) FROM generate_series(1, 5) c)),
        began, began, began
      FROM dataset d, generate_series(1, @HOURS@) n,
        LATERAL (SELECT timestamptz '@END@' - n * interval '1 hour' AS began) hour
      WHERE d.kind = 'ROLLUP';
      INSERT INTO dataset_partition (dataset, partition_key, state, state_since, window_start,
        window_end, row_count, run_key, published_run_key, first_published_at, refreshed_at)
      SELECT d.name, to_char(began AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24'), 'PUBLISHED', began,
        began, began + interval '1 hour', 1000, d.name || n, d.name || n, began, began
      FROM dataset d, generate_series(1, @HOURS@) n,
        LATERAL (SELECT timestamptz '@END@' - n * interval '1 hour' AS began) hour
      WHERE d.kind = 'ROLLUP';
      ALTER TABLE dataset_partition ENABLE TRIGGER touch_gate;
      """;

  private final BenchStack stack;
  private final int hours;

  private FilledRegistry(BenchStack stack, int hours) {
    this.stack = stack;
    this.hours = hours;
  }

  /**
   * Fills it.
   *
   * @param partitions of all rollups together, at least one of each
   */
  public static FilledRegistry of(BenchStack stack, int partitions)
      throws IOException, InterruptedException, SQLException {
    FilledRegistry filled = new FilledRegistry(stack, Math.max(1, partitions / DATASETS));
    RegistryClient client = stack.properties().registry();
    for (int i = 0; i < DATASETS; i++) {
      client.applyPipeline(contract(i));
    }
    filled.writePartitions();
    filled.tellChain();
    return filled;
  }

  public int partitions() {
    return DATASETS * hours;
  }

  public static String dataset(int number) {
    return "rollup.clicks_" + number + "_hourly";
  }

  /** The key of an hour, counted back from the newest. */
  public String partition(int hour) {
    return END.minus(Duration.ofHours(1 + hour % hours)).toString().substring(0, 13);
  }

  /** A dataset of the chain; the first is read by the first job. */
  public static String chained(int number) {
    return "postgres://bench:5432/public.step_" + number;
  }

  private void writePartitions() throws SQLException {
    StackProperties properties = stack.properties();
    try (Connection connection =
            DriverManager.getConnection(
                properties.get("catalog.url"),
                "headgate_registry",
                properties.get("stack.registry-db-password"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          FILL.replace("@HOURS@", Integer.toString(hours)).replace("@END@", END.toString()));
      // As autovacuum does after a while.
      statement.execute("VACUUM ANALYZE");
    }
  }

  private void tellChain() throws IOException, InterruptedException {
    RegistryCaller caller = new RegistryCaller(stack.properties());
    for (int i = 0; i < DEPTH; i++) {
      ObjectNode event = Json.MAPPER.createObjectNode();
      event.put("eventType", "COMPLETE").put("eventTime", END.plusSeconds(i).toString());
      event.put("producer", "https://example.org/bench");
      event.put("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json");
      event.putObject("run").put("runId", UUID.randomUUID().toString());
      event.putObject("job").put("namespace", "bench").put("name", "step_" + i);
      name(event.putArray("inputs").addObject(), i);
      name(event.putArray("outputs").addObject(), i + 1);
      caller.send(
          "/api/v1/lineage", request -> request.POST(BodyPublishers.ofString(event.toString())));
    }
  }

  private static void name(ObjectNode dataset, int number) {
    dataset.put("namespace", "postgres://bench:5432").put("name", "public.step_" + number);
  }

  private static PipelineContract contract(int number) {
    String name = "clicks_" + number;
    return new PipelineContract(
        name,
        "bench",
        List.of(Source.of("bench." + name + ".v1", SCHEMA, 1, (short) 1)),
        "event_id",
        new EventTime("clicked_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            new Rollup(
                name + "_hourly",
                "SELECT count(*) AS clicks FROM events",
                Grain.HOURLY,
                List.of("site"),
                null,
                List.of())),
        new Retention(Duration.ofDays(7), Duration.ofDays(30)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }
}
