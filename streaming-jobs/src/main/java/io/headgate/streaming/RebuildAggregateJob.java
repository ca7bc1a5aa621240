package io.headgate.streaming;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.StreamingJob;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.aggregate.AggregateRebuild;
import java.time.Clock;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds a changed aggregate anew beside the one that is served, and puts it in its place. */
@Command(
    name = "rebuild-aggregate",
    description =
        "Builds a new generation of a streaming aggregate from raw and then from Kafka, beside the"
            + " one that readers see, and puts it in its place when it has caught up. One that was"
            + " stopped or killed goes on when it is run again.")
public final class RebuildAggregateJob implements StreamingJob {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline, as applied.")
  private String pipeline;

  @Option(
      names = "--aggregate",
      required = true,
      paramLabel = "NAME",
      description = "The aggregate.")
  private String aggregate;

  private boolean stopped;
  @Nullable private AggregateRebuild rebuild;

  public static void main(String[] args) {
    JobLauncher.launch(new RebuildAggregateJob(), args);
  }

  @Override
  public JobResult run(Settings settings) throws Exception {
    RegistryClient registry = RegistryClient.ofReader(settings);
    PipelineVersion recorded = registry.appliedPipeline(pipeline, "rebuild an aggregate of");
    Aggregate chosen = chosen(recorded);
    try (SparkSession session = StreamCheckpoints.open("rebuild-aggregate", settings)) {
      StreamContext context =
          new StreamContext(
              session, settings, recorded, Faults.in(System.getenv()), Clock.systemUTC());
      return begin(context, chosen).run();
    }
  }

  private Aggregate chosen(PipelineVersion recorded) {
    return recorded.contract().aggregates().stream()
        .filter(each -> each.name().equals(aggregate))
        .findFirst()
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot rebuild aggregate %s of pipeline %s: version %d of its contract has only [%s]. Correct the name."
                        .formatted(
                            aggregate,
                            pipeline,
                            recorded.version(),
                            recorded.contract().aggregates().stream()
                                .map(Aggregate::name)
                                .collect(Collectors.joining(", ")))));
  }

  private synchronized AggregateRebuild begin(StreamContext context, Aggregate chosen) {
    AggregateRebuild begun = new AggregateRebuild(context, chosen);
    rebuild = begun;
    if (stopped) {
      begun.stop();
    }
    return begun;
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    if (rebuild != null) {
      rebuild.stop();
    }
  }
}
