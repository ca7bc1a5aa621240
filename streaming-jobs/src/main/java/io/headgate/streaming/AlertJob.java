package io.headgate.streaming;

import io.headgate.platform.job.JobLauncher;
import io.headgate.streaming.host.QueryKind;
import picocli.CommandLine.Command;

/** Judges the alert rules on a pipeline's aggregates, until SIGTERM. */
@Command(
    name = "alert-job",
    description =
        "Reads a pipeline's topics and judges the alert rules on its aggregates every few seconds,"
            + " as the registry has them; a changed rule needs no restart. One query per aggregate"
            + " that has rules.")
public final class AlertJob extends OnePipelineJob {
  AlertJob() {
    super("alert-job", QueryKind.ALERT);
  }

  public static void main(String[] args) {
    JobLauncher.launch(new AlertJob(), args);
  }
}
