package io.headgate.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.JobLauncher;
import java.util.List;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes one window of a pipeline's rollups final. */
@Command(
    name = "rollup",
    description =
        "Computes the rollups of one grain for one window from deduplicated raw events, or from a"
            + " finer rollup, checks them, publishes them in Iceberg and ClickHouse, and records the run.",
    footer = {
      "",
      "Exit codes: 0 published, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 an"
          + " input is not ready or another run is at it; 4 the rows failed their checks; 5 a"
          + " component is down; 6 the outcome of a commit is unknown."
    })
public final class RollupJob extends WindowJob {
  @Option(
      names = "--grain",
      required = true,
      paramLabel = "GRAIN",
      description = "Width of the rollups' windows: minutely, hourly or daily.")
  private String grain;

  @Nullable
  @Option(
      names = "--rollup",
      paramLabel = "NAME",
      description = "Only this rollup, instead of all of the grain.")
  private String rollup;

  public RollupJob() {
    super("rollup", "rollup");
  }

  public static void main(String[] args) {
    JobLauncher.launch(new RollupJob(), args);
  }

  @Override
  Grain grain() {
    return parsed(grain, Grain.values());
  }

  @Override
  List<Rollup> datasets(PipelineContract contract) {
    return contract.rollups(grain());
  }

  @Nullable
  @Override
  String only() {
    return rollup;
  }

  @Override
  String onlyOption() {
    return "--rollup";
  }
}
