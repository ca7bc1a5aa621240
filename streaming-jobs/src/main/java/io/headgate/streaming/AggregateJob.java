package io.headgate.streaming;

import io.headgate.platform.job.JobLauncher;
import io.headgate.streaming.host.QueryKind;
import picocli.CommandLine.Command;

/** Keeps a pipeline's provisional windows in ClickHouse up to date, until SIGTERM. */
@Command(
    name = "aggregate-job",
    description =
        "Reads a pipeline's topics and upserts the windows of its streaming aggregates in"
            + " ClickHouse, one query per aggregate.")
public final class AggregateJob extends OnePipelineJob {
  AggregateJob() {
    super("aggregate-job", QueryKind.AGGREGATE);
  }

  public static void main(String[] args) {
    JobLauncher.launch(new AggregateJob(), args);
  }
}
