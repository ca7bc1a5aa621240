package io.headgate.batch;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.JobLauncher;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the sessions and funnels that closed in a window of days. */
@Command(
    name = "sessionize",
    description =
        "Cuts deduplicated raw events into the sessions, and follows the funnels, that the contract"
            + " declares, for the days in which they closed; checks them, publishes them in"
            + " Iceberg, and records the run.",
    footer = {
      "",
      "Exit codes: 0 published, or nothing to do; 1 bug; 2 bad arguments or configuration; 3 an"
          + " input is not ready or another run is at it; 4 the rows failed their checks; 5 a"
          + " component is down; 6 the outcome of a commit is unknown."
    })
public final class SessionizeJob extends WindowJob {
  @Nullable
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Only these sessions or this funnel, instead of all.")
  private String dataset;

  public SessionizeJob() {
    super("sessionize", "session or funnel");
  }

  public static void main(String[] args) {
    JobLauncher.launch(new SessionizeJob(), args);
  }

  @Override
  Grain grain() {
    return Grain.DAILY;
  }

  @Override
  List<BatchDataset> datasets(PipelineContract contract) {
    return Stream.<BatchDataset>concat(contract.sessions().stream(), contract.funnels().stream())
        .toList();
  }

  @Nullable
  @Override
  String only() {
    return dataset;
  }

  @Override
  String onlyOption() {
    return "--dataset";
  }
}
