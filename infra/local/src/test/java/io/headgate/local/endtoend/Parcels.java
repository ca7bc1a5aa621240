package io.headgate.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.apply.StackApply;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.SchemaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A pipeline of a stack whose field {@code weight} becomes {@code grams}. */
final class Parcels {
  static final String TOPIC = "mail.parcel.v1";
  private static final String PIPELINE = "parcels";

  private final FlightsStack stack;
  private final Path folder;

  Parcels(FlightsStack stack, Path folder) {
    this.stack = stack;
    this.folder = folder.resolve(PIPELINE);
  }

  /** Applies the next version of the contract, whose events have these numbers. */
  void apply(String... numbers) throws IOException {
    Files.createDirectories(folder);
    String fields =
        Arrays.stream(numbers)
            .map(
                name ->
                    "{\"name\": \"%s\", \"type\": [\"null\", \"int\"], \"default\": null}"
                        .formatted(name))
            .collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("parcel.avsc"),
        """
        {"type": "record", "name": "Parcel", "fields": [
          {"name": "event_id", "type": "string"},
          {"name": "sent_at", "type": {"type": "long", "logicalType": "timestamp-micros"}}, %s]}
        """
            .formatted(fields));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: %s
        owner_team: mail
        sources:
          - {topic: %s, schema: parcel.avsc, partitions: 1}
        event_id: event_id
        event_time: {field: sent_at, watermark_delay: P7D, tolerance_ahead: PT1H}
        delivery: at_least_once
        retention: {topic: P30D, dead_letters: P30D}
        sla: {published: PT2H}
        minimum_score: 0.9
        """
            .formatted(PIPELINE, TOPIC));
    Plan unused = StackApply.apply(stack.layout(), folder, false, System.out);
  }

  /** The real stream of raw, with short batches so that many commits meet those of others. */
  SubmittedJob stream() throws IOException, InterruptedException {
    return stack.submit(
        "streaming-jobs",
        "io.headgate.streaming.RawIngestJob",
        Map.of("HEADGATE_STREAMS_TRIGGER_INTERVAL", "PT0.5S"),
        "--pipeline",
        PIPELINE);
  }

  /** Carries a step of the rename out, as an operator does. */
  void migrate(String step) throws IOException, InterruptedException {
    try (SubmittedJob job =
        stack.submit(
            "batch-jobs",
            "io.headgate.batch.SchemaMigrateJob",
            Map.of(),
            "--pipeline",
            PIPELINE,
            "--rename",
            "weight:grams",
            "--step",
            step)) {
      assertThat(job.exitCode()).as(job.log()).isZero();
    }
  }

  /** Whether the stream runs by the version that was applied last. */
  boolean streamHasTakenTheVersion() {
    PipelineVersion version = stack.registry().pipeline(PIPELINE).orElseThrow();
    return stack.registry().queries().stream()
        .filter(query -> query.query().equals("raw-ingest:" + PIPELINE))
        .anyMatch(query -> isOf(query, version));
  }

  private static boolean isOf(QueryReport query, PipelineVersion version) {
    return query.state() == QueryState.RUNNING && query.since().isAfter(version.createdAt());
  }

  SchemaVersion newestSchema() {
    return stack.registry().schemas().latest(TOPIC).orElseThrow();
  }

  List<String> columns() {
    return stack.stores().lakeTable("raw.parcels").schema().columns().stream()
        .map(column -> column.name())
        .toList();
  }

  /** Each event of raw as {@code id grams}, read by Iceberg without Spark. */
  List<String> raw() throws IOException {
    return raw("event_id", "grams");
  }

  /** Whether raw has an event. */
  boolean has(String eventId) throws IOException {
    return raw("event_id").contains(eventId);
  }

  private List<String> raw(String... columns) throws IOException {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(stack.stores().lakeTable("raw.parcels")).select(columns).build()) {
      List<String> texts = new ArrayList<>();
      for (Record row : rows) {
        texts.add(
            Arrays.stream(columns)
                .map(column -> String.valueOf(row.getField(column)))
                .collect(Collectors.joining(" ")));
      }
      return texts;
    }
  }

  /** What raw must have for what was sent. */
  static List<String> truth(Map<String, Integer> gramsByEvent) {
    return new TreeMap<>(gramsByEvent)
        .entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).toList();
  }
}
