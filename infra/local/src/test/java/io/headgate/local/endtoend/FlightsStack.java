package io.headgate.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.components.AirflowInstallation;
import io.headgate.components.Downloads;
import io.headgate.local.HeadgateProcess;
import io.headgate.local.JobEnvironment;
import io.headgate.local.PortRange;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.airflow.AirflowRuns;
import io.headgate.local.airflow.StackAirflow;
import io.headgate.local.apply.StackApply;
import io.headgate.local.ingest.IngestProgress;
import io.headgate.local.replay.Replay;
import io.headgate.local.replay.ReplaySelection;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole stack in a folder of its own, with the pipeline flights; the way in for the test. */
final class FlightsStack {
  static final String PIPELINE = "flights";
  static final String TOPIC = "aviation.departure.v1";
  static final String AGGREGATE = "departures_by_origin_hourly";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Stack stack;
  private final Downloads downloads = Downloads.ofUser(System.out::println);

  FlightsStack(Path folder) {
    this(folder, false);
  }

  /**
   * @param objectStore keeps the warehouse in a bucket
   */
  FlightsStack(Path folder, boolean objectStore) {
    this.stack =
        Stack.open(
            StackLayout.of(
                Map.of(
                    "HEADGATE_STATE", folder.toString(),
                    "HEADGATE_PORT_BASE", Integer.toString(PortRange.free()))),
            objectStore,
            System.out);
  }

  void up() throws IOException, InterruptedException {
    stack.up();
  }

  void up(String... components) throws IOException, InterruptedException {
    stack.up(Set.of(components));
  }

  void apply() {
    StackApply.apply(layout(), pipelineFolder(), false, System.out);
  }

  Path pipelineFolder() {
    return layout().repository().resolve("sql/pipelines/flights");
  }

  Replay.Sent replay(ReplaySelection selection, Instant end) throws Exception {
    return new Replay(registry(), kafka(), recordings(), Clock.systemUTC())
        .send(PIPELINE, selection, end, (sent, atMost) -> {});
  }

  Path recordings() throws InterruptedException {
    return downloads.vegaDatasets();
  }

  /** Waits until the ledger of each dataset has all that Kafka holds. */
  void awaitIngest(String... datasets) throws InterruptedException {
    new IngestProgress(registry(), kafka())
        .await(contract(), List.of(datasets), PATIENCE, (dataset, totals) -> {});
  }

  /** Submits a job by hand, as README says. */
  SubmittedJob submit(
      String module, String main, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return SubmittedJob.start(
        layout().jar(module),
        main,
        layout().state(),
        JobEnvironment.of(layout(), downloads),
        environment,
        List.of(arguments));
  }

  /** Runs a streaming job by hand until it has read all that Kafka holds, and stops it. */
  void runUntilAllIsRead(String main, String dataset) throws IOException, InterruptedException {
    try (SubmittedJob job = submit("streaming-jobs", main, Map.of(), "--pipeline", PIPELINE)) {
      awaitIngest(dataset);
      assertThat(job.terminate()).as("after SIGTERM: %s", job.log()).isZero();
    }
  }

  /** The exit code of the rollups of a day, made by hand. */
  int rollup(String grain, LocalDate day, Map<String, String> environment)
      throws IOException, InterruptedException {
    try (SubmittedJob job =
        submit(
            "batch-jobs",
            "io.headgate.batch.RollupJob",
            environment,
            "--pipeline",
            PIPELINE,
            "--grain",
            grain,
            "--window-start",
            day.atStartOfDay(ZoneOffset.UTC).toInstant().toString(),
            "--window-end",
            day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toString())) {
      return job.exitCode();
    }
  }

  /** Packs the files of raw by hand, also those of now. */
  void compactRaw() throws IOException, InterruptedException {
    try (SubmittedJob job =
        submit(
            "compaction",
            "io.headgate.compaction.CompactFilesJob",
            Map.of(),
            "--pipeline",
            PIPELINE,
            "--dataset",
            "raw.flights",
            "--strategy",
            "z-order",
            "--older-than",
            "PT0S")) {
      assertThat(job.exitCode()).as(job.log()).isZero();
    }
  }

  /** Runs a command of {@code headgate} to its end. */
  HeadgateProcess headgate(String... words) throws IOException, InterruptedException {
    return HeadgateProcess.run(layout().state(), PATIENCE.multipliedBy(2), words);
  }

  Stores stores() {
    return new Stores(properties(), buckets());
  }

  /** Where the object store keeps its buckets. */
  Path buckets() {
    return layout().home("object-store").resolve("data");
  }

  TopicRecords topic(String topic) {
    return TopicRecords.all(kafka(), topic);
  }

  RegistryClient registry() {
    return properties().registry();
  }

  PipelineContract contract() {
    return registry().pipeline(PIPELINE).orElseThrow().contract();
  }

  AirflowInstallation airflow() {
    return StackAirflow.of(layout(), properties(), downloads);
  }

  AirflowRuns runs() throws InterruptedException {
    return AirflowRuns.login(
        properties().get("stack.airflow-url"),
        AirflowInstallation.ADMIN,
        properties().get("stack.airflow-admin-password"));
  }

  String kafka() {
    return properties().get("kafka.bootstrap-servers");
  }

  StackProperties properties() {
    return StackProperties.existing(layout());
  }

  StackLayout layout() {
    return stack.layout();
  }

  void down() throws IOException, InterruptedException {
    stack.down();
  }
}
