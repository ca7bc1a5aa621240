package io.headgate.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Transform;
import io.headgate.platform.job.JobLauncher;
import java.util.List;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes one window of the tables that a pipeline's SQL makes of several datasets. */
@Command(
    name = "transform",
    description =
        "Runs transforms of one grain for one window over their declared inputs, once the gates of"
            + " these are open; checks the rows, publishes them in Iceberg, and records the run.",
    footer = {
      "",
      "Exit codes: 0 published, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 an"
          + " input is not ready or another run is at it; 4 the rows failed their checks; 5 a"
          + " component is down; 6 the outcome of a commit is unknown."
    })
public final class TransformJob extends WindowJob {
  @Option(
      names = "--grain",
      required = true,
      paramLabel = "GRAIN",
      description = "Width of the transforms' windows: hourly or daily.")
  private String grain;

  @Nullable
  @Option(
      names = "--transform",
      paramLabel = "NAME",
      description = "Only this transform, instead of all of the grain in their order.")
  private String transform;

  public TransformJob() {
    super("transform", "transform");
  }

  public static void main(String[] args) {
    JobLauncher.launch(new TransformJob(), args);
  }

  @Override
  Grain grain() {
    return parsed(grain, Grain.HOURLY, Grain.DAILY);
  }

  @Override
  List<Transform> datasets(PipelineContract contract) {
    return contract.transforms().stream().filter(each -> each.grain() == grain()).toList();
  }

  @Nullable
  @Override
  String only() {
    return transform;
  }

  @Override
  String onlyOption() {
    return "--transform";
  }
}
