package io.headgate.local.command;

import io.headgate.components.Downloads;
import io.headgate.local.SparkSubmit;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Submits the job that builds a changed aggregate anew. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description =
        "Build a changed aggregate anew beside the one that readers see, and put it in its place"
            + " when it has caught up. After a crash run it again.")
public final class RebuildCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Parameters(
      index = "1",
      paramLabel = "AGGREGATE",
      description = "For example departures_by_origin_hourly.")
  private String aggregate;

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties.existing(layout);
    return SparkSubmit.of(
            layout,
            Downloads.ofUser(System.err::println),
            "streaming-jobs",
            "io.headgate.streaming.RebuildAggregateJob",
            2,
            "--pipeline",
            pipeline,
            "--aggregate",
            aggregate)
        .run();
  }
}
