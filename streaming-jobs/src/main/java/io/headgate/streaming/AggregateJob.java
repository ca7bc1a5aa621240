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

/** Keeps a pipeline's provisional windows in ClickHouse up to date, until SIGTERM. */
@Command(
    name = "aggregate-job",
    description =
        "Reads a pipeline's topics and upserts the windows of its streaming aggregates in"
            + " ClickHouse, one query per aggregate.")
public final class AggregateJob implements StreamingJob {
  private final StreamsHost host = new StreamsHost("aggregate-job", Set.of(QueryKind.AGGREGATE));

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline to run, as applied.")
  private String pipeline;

  public static void main(String[] args) {
    JobLauncher.launch(new AggregateJob(), args);
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
