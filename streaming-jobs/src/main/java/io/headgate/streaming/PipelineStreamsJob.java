package io.headgate.streaming;

import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.StreamingJob;
import io.headgate.streaming.host.QueryKind;
import io.headgate.streaming.host.StreamsHost;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Hosts all streaming queries of all applied pipelines in one driver, until SIGTERM. */
@Command(
    name = "pipeline-streams-job",
    description =
        "Runs raw ingest, aggregates and alert rules of every applied pipeline in one driver."
            + " Pipelines that are applied later join, and retired ones end; a new contract"
            + " version restarts its pipeline's queries.")
public final class PipelineStreamsJob implements StreamingJob {
  private final StreamsHost host =
      new StreamsHost("pipeline-streams-job", EnumSet.allOf(QueryKind.class));

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Run only this pipeline; may be given several times. Default: all.")
  private List<String> pipelines = List.of();

  public static void main(String[] args) {
    JobLauncher.launch(new PipelineStreamsJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws Exception {
    Set<String> names = new HashSet<>(pipelines);
    return host.runAll(settings, names);
  }

  @Override
  public void stop() {
    host.stop();
  }
}
