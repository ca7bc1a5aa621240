package io.headgate.local.command;

import io.headgate.airflow.client.model.Backfill;
import io.headgate.airflow.client.model.DagRun;
import io.headgate.components.AirflowInstallation;
import io.headgate.components.Downloads;
import io.headgate.local.SparkSubmit;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.airflow.AirflowBackfills;
import io.headgate.local.airflow.BackfillProgress;
import io.headgate.platform.batch.BackfillDays;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has Airflow make days of a pipeline again, and follows it to the end. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description =
        "Make days of a pipeline again: what raw has lost from Kafka, and everything else from raw."
            + " Airflow runs it, a day at a time; this follows it to the end.",
    footer = {
      "",
      "Exit codes: 0 every day is as it should be; 2 bad arguments; 3 another backfill goes on, or"
          + " this one was cancelled; 4 a day failed; 5 a component is down."
    })
public final class BackfillCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Nullable
  @Option(names = "--from", paramLabel = "DATE", description = "First day in UTC, inclusive.")
  private LocalDate from;

  @Nullable
  @Option(names = "--to", paramLabel = "DATE", description = "Last day in UTC, inclusive.")
  private LocalDate to;

  @Option(
      names = "--max-rate",
      defaultValue = "50000",
      paramLabel = "N",
      description = "Records read per second at most (default: ${DEFAULT-VALUE}).")
  private long maxRate;

  @Option(
      names = "--dry-run",
      description = "Only tell what would happen to which partition, and why.")
  private boolean dryRun;

  @Option(names = "--follow", description = "Follow the backfill that goes on.")
  private boolean follow;

  @Option(names = "--cancel", description = "Let no more days of the backfill start that goes on.")
  private boolean cancel;

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties properties = StackProperties.existing(layout);
    if (follow || cancel) {
      AirflowBackfills backfills = login(properties);
      Backfill running =
          backfills
              .running()
              .orElseThrow(
                  () ->
                      new HeadgateException(
                          ExitCode.BAD_CONFIGURATION,
                          "Cannot find a backfill of %s that goes on: there is none. Start one with --from and --to."
                              .formatted(pipeline)));
      return cancel ? cancel(backfills, running) : follow(backfills, running);
    }
    List<LocalDate> days = days(properties);
    if (dryRun) {
      return tell(layout, days);
    }
    AirflowBackfills backfills = login(properties);
    return follow(backfills, backfills.start(days.get(0), days.get(days.size() - 1), maxRate));
  }

  private List<LocalDate> days(StackProperties properties) {
    if (from == null || to == null) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot backfill %s: --from and --to are not both given. Give the first and the last day."
              .formatted(pipeline));
    }
    if (maxRate < 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot backfill %s with --max-rate %d: nothing would be read. Give 1 or more."
              .formatted(pipeline, maxRate));
    }
    RegistryClient registry =
        new RegistryClient(properties.get("registry.url"), properties.get("registry.api-key"));
    PipelineContract contract = registry.appliedPipeline(pipeline, "backfill").contract();
    return BackfillDays.of(
        registry,
        contract.rawDataset(),
        contract.retention().raw(),
        from,
        to,
        Clock.systemUTC().instant());
  }

  /** The jobs themselves tell what they would do. */
  private int tell(StackLayout layout, List<LocalDate> days) throws Exception {
    int restore = dryRun(layout, days, "streaming-jobs", "io.headgate.streaming.RestoreRawJob");
    return restore != 0
        ? restore
        : dryRun(layout, days, "batch-jobs", "io.headgate.batch.BackfillJob");
  }

  private int dryRun(StackLayout layout, List<LocalDate> days, String module, String job)
      throws Exception {
    return SparkSubmit.of(
            layout,
            Downloads.ofUser(System.err::println),
            module,
            job,
            1,
            "--pipeline",
            pipeline,
            "--date",
            days.get(0).toString(),
            "--to",
            days.get(days.size() - 1).toString(),
            "--dry-run")
        .run();
  }

  private int cancel(AirflowBackfills backfills, Backfill running) {
    backfills.cancel(running);
    say(
        "Cancelled backfill %d of %s: a day that runs goes on to its end. Days that waited are left as they were; Airflow shows them as failed.",
        running.getId(), pipeline);
    return 0;
  }

  private int follow(AirflowBackfills backfills, Backfill backfill) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    LocalDate first = backfill.getFromDate().toLocalDate();
    LocalDate last = backfill.getToDate().toLocalDate();
    int days = Math.toIntExact(ChronoUnit.DAYS.between(first, last) + 1);
    say("Backfill %d of %s, %s to %s: %d days.", backfill.getId(), pipeline, first, last, days);
    Thread leave = new Thread(this::tellHowToGoOn);
    Runtime.getRuntime().addShutdownHook(leave);
    BackfillProgress progress = new BackfillProgress(days, clock.instant());
    while (true) {
      // Before the runs, so that these are not older than its end.
      boolean over = backfills.isOver(backfill);
      progress.update(backfills.runs(backfill), clock.instant()).forEach(line -> say("%s", line));
      if (progress.isComplete() || (over && progress.isIdle())) {
        break;
      }
      Thread.sleep(POLL.toMillis());
    }
    Runtime.getRuntime().removeShutdownHook(leave);
    return result(backfills, days, progress);
  }

  private int result(AirflowBackfills backfills, int days, BackfillProgress progress) {
    List<DagRun> failed = progress.failed();
    if (failed.isEmpty() && progress.isComplete() && progress.cancelled().isEmpty()) {
      say("All %d days are as they should be.", days);
      return 0;
    }
    if (failed.isEmpty()) {
      say("The backfill was cancelled. The same command again makes the days that are left.");
      return ExitCode.NOT_READY.code();
    }
    say("%d of %d days failed. The end of the failed task's log says why:", failed.size(), days);
    for (DagRun run : failed) {
      say("  %s  %s", run.getLogicalDate().toLocalDate(), backfills.page(run));
    }
    say("Mend the cause, and run the same command again: what is done is left alone.");
    return ExitCode.CHECKS_FAILED.code();
  }

  private void tellHowToGoOn() {
    say("");
    say("The backfill goes on in Airflow.");
    say("  follow it again  headgate backfill %s --follow", pipeline);
    say("  cancel it        headgate backfill %s --cancel", pipeline);
  }

  private AirflowBackfills login(StackProperties properties) {
    return AirflowBackfills.login(
        properties.get("stack.airflow-url"),
        AirflowInstallation.ADMIN,
        properties.get("stack.airflow-admin-password"),
        pipeline + "__backfill");
  }

  private void say(String line, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, line, values));
    out.flush();
  }
}
