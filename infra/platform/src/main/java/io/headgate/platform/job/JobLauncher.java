package io.headgate.platform.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Runs a {@link Job} from its command line: settings, help, result record, exit code. A job's main
 * is {@code JobLauncher.launch(new RollupJob(), args)}.
 */
public final class JobLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(JobLauncher.class);

  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;

  public JobLauncher(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  /** Runs the job and ends the process, by System.exit only when the exit code is not 0. */
  public static void launch(Job job, String... args) {
    int exitCode = run(job, args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs the job to its end in this process, with its environment and streams.
   *
   * @return the code of an {@link ExitCode}
   */
  public static int run(Job job, String... args) {
    return new JobLauncher(
            System.getenv(),
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8))
        .execute(job, args);
  }

  /**
   * Runs the job to its end.
   *
   * @return the code of an {@link ExitCode}
   */
  public int execute(Job job, String... args) {
    var command = new CommandLine(job).setOut(out).setErr(err);
    SettingsOptions.addTo(command.getCommandSpec());
    command.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          return help != null ? help : run(job, parsed);
        });
    return command.execute(args);
  }

  private int run(Job job, ParseResult parsed) {
    String name = parsed.commandSpec().name();
    long start = System.nanoTime();
    JobResult result = outcome(name, job, parsed);
    LOG.info(
        "result job={} exit_code={} milliseconds={} {}",
        name,
        result.exitCode().code(),
        (System.nanoTime() - start) / 1_000_000,
        result.record());
    return result.exitCode().code();
  }

  /** A failure of any kind must end in a code other than 0, so errors are caught too. */
  private JobResult outcome(String name, Job job, ParseResult parsed) {
    try {
      Settings settings = SettingsOptions.read(parsed, environment);
      LOG.info("start job={} {}", name, settings);
      return job instanceof StreamingJob streaming
          ? runUntilStopped(streaming, settings)
          : job.run(settings);
    } catch (Throwable thrown) {
      Failure failure = Failure.of(thrown);
      if (failure.exitCode() == ExitCode.BUG) {
        LOG.error("{} failed", name, thrown);
      } else {
        LOG.debug("{} failed", name, thrown);
      }
      err.println(failure.message());
      return JobResult.of(failure.exitCode()).with("reason", failure.message());
    }
  }

  private static JobResult runUntilStopped(StreamingJob job, Settings settings) throws Exception {
    TerminationSignal.stops(job);
    return job.run(settings);
  }
}
