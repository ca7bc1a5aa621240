package io.headgate.streaming;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Setting;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.OutboxFolder;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.s3.BucketOutbox;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.platform.s3.S3Location;
import java.net.URI;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What the queries of one pipeline version share.
 *
 * @param session the session of the process
 * @param settings settings of the process
 * @param pipeline the recorded contract
 * @param faults places where a test stops the driver
 * @param clock the wall clock
 */
public record StreamContext(
    SparkSession session, Settings settings, PipelineVersion pipeline, Faults faults, Clock clock) {
  public StreamContext {
    requireNonNull(session);
    requireNonNull(settings);
    requireNonNull(pipeline);
    requireNonNull(faults);
    requireNonNull(clock);
  }

  /** The registry, for a reader that comes back later by itself. */
  public RegistryClient registry() {
    return RegistryClient.ofReader(settings).withoutRetries();
  }

  public PipelineContract contract() {
    return pipeline.contract();
  }

  /** The same, with the schemas in which a query reads its events. */
  public StreamContext reading(PipelineContract contract) {
    return new StreamContext(
        session,
        settings,
        new PipelineVersion(
            pipeline.pipelineId(),
            pipeline.name(),
            pipeline.version(),
            pipeline.createdAt(),
            pipeline.firstAppliedAt(),
            contract,
            pipeline.retiredAt()),
        faults,
        clock);
  }

  /** Folder of a query's checkpoint, for example {@code <checkpoints>/raw-ingest/flights}. */
  public String checkpoint(String query) {
    return StreamCheckpoints.hadoop(folder(query));
  }

  /** A text of ours in a folder below the checkpoints. */
  public CheckpointFile file(String folder, String name) {
    return new CheckpointFile(
        checkpoint(folder), name, session.sparkContext().hadoopConfiguration());
  }

  /** Where a query's ledger rows wait for the registry. */
  public Outbox ledger(String query) {
    URI folder = outbox(query);
    return Outbox.open(
        ObjectStore.of(settings)
            .filter(store -> S3Location.isMeant(folder.toString()))
            .<OutboxFolder>map(
                store ->
                    new BucketOutbox(store, Setting.STREAMS_CHECKPOINTS.key(), folder.toString()))
            .orElseGet(() -> OutboxFolder.at(folder)),
        RegistryClient.of(settings).withoutRetries());
  }

  /** Folder of a query's ledger rows; outside the checkpoint, so that it outlives it. */
  public URI outbox(String query) {
    return URI.create(folder("outbox/" + query));
  }

  public Trigger trigger() {
    return Trigger.ProcessingTime(settings.streamsTriggerInterval().toMillis());
  }

  private String folder(String path) {
    String root = settings.streamsCheckpoints().toString();
    return root.endsWith("/") ? root + path : root + "/" + path;
  }
}
