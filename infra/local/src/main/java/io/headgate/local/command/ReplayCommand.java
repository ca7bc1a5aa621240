package io.headgate.local.command;

import io.headgate.components.Downloads;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.replay.Replay;
import io.headgate.local.replay.ReplaySelection;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a pipeline's recorded events through Kafka as if they happened now. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Send recorded events through Kafka, shifted by whole weeks so that they end now: the past as"
            + " fast as the stack takes it, then on in real time until Ctrl-C.")
public final class ReplayCommand implements Callable<Integer> {
  // The recording goes on for less than a week after now.
  private static final Duration FUTURE = Duration.ofDays(8);

  private final Clock clock = Clock.systemUTC();

  @Parameters(paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Option(
      names = "--days",
      defaultValue = "9",
      description = "Days of the past to begin with, from midnight UTC. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(names = "--past-only", description = "Stop when the past is sent.")
  private boolean pastOnly;

  @Option(
      names = "--resume",
      description = "Send nothing that arrived before the newest event that the topic has.")
  private boolean resume;

  @Override
  public Integer call() throws Exception {
    if (days < 0 || days > 170) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot replay %d days: the recordings hold 170. Give --days from 0 to 170."
              .formatted(days));
    }
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    Instant now = clock.instant();
    Instant from =
        now.atZone(ZoneOffset.UTC)
            .toLocalDate()
            .minusDays(days)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    Replay replay =
        new Replay(
            properties.registry(),
            properties.get("kafka.bootstrap-servers"),
            Downloads.ofUser(System.err::println).vegaDatasets(),
            clock);
    ReplaySelection all = ReplaySelection.of(from, now.plus(FUTURE));
    ReplaySelection selection = resume ? all.after(replay.newestArrival(pipeline)) : all;
    try (ProgressBar bar =
        new ProgressBarBuilder().setTaskName(pipeline).setUnit(" events", 1).build()) {
      Replay.Sent sent =
          replay.send(
              pipeline,
              selection,
              pastOnly ? now : now.plus(FUTURE),
              (events, ofAtMost) -> bar.maxHint(ofAtMost).stepTo(events));
      System.out.printf(
          Locale.ROOT, "%,d events sent, moved by %d weeks.%n", sent.events(), sent.shiftWeeks());
    }
    return 0;
  }
}
