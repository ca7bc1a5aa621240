package io.headgate.streaming;

import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.StreamingJob;
import io.headgate.streaming.host.QueryKind;
import io.headgate.streaming.host.StreamsHost;
import java.util.Set;
import picocli.CommandLine.Option;

/** A job that runs the queries of one kind of one pipeline, until SIGTERM. */
abstract class OnePipelineJob implements StreamingJob {
  private final StreamsHost host;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline to run, as applied.")
  private String pipeline;

  /**
   * @param appName Spark's name for the process
   */
  OnePipelineJob(String appName, QueryKind kind) {
    this.host = new StreamsHost(appName, Set.of(kind));
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
