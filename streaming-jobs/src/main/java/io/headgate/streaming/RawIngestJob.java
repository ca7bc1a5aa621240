package io.headgate.streaming;

import io.headgate.platform.job.JobLauncher;
import io.headgate.streaming.host.QueryKind;
import picocli.CommandLine.Command;

/** Brings a pipeline's valid events into raw and the others into quarantine, until SIGTERM. */
@Command(
    name = "raw-ingest-job",
    description =
        "Reads a pipeline's topics and appends valid events to its raw table, exactly once;"
            + " what does not decode or breaks the contract goes to quarantine and dead letters.")
public final class RawIngestJob extends OnePipelineJob {
  RawIngestJob() {
    super("raw-ingest-job", QueryKind.RAW_INGEST);
  }

  public static void main(String[] args) {
    JobLauncher.launch(new RawIngestJob(), args);
  }
}
