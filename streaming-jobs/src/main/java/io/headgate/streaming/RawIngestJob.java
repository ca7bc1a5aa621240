package io.headgate.streaming;

import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.StreamingJob;
import io.headgate.streaming.host.QueryKind;
import io.headgate.streaming.host.StreamsHost;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings a pipeline's valid events into raw and the others into quarantine, until SIGTERM. */
@Command(
    name = "raw-ingest-job",
    description =
        "Reads a pipeline's topics and appends valid events to its raw table, exactly once;"
            + " what does not decode or breaks the contract goes to quarantine and dead letters.")
public final class RawIngestJob implements StreamingJob {
  private final StreamsHost host = new StreamsHost("raw-ingest-job", Set.of(QueryKind.RAW_INGEST));

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline to run, as applied.")
  private String pipeline;

  public static void main(String[] args) {
    JobLauncher.launch(new RawIngestJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws Exception {
    return host.runOne(settings, pipeline);
  }

  @Override
  public void stop() {
    host.stop();
  }
}
