package io.headgate.platform.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class JobLauncherTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final JobLauncher launcher =
      new JobLauncher(
          Map.of("HEADGATE_CATALOG_USER", "lake"), new PrintWriter(out), new PrintWriter(err));

  @Test
  void optionsAndSettingsReachTheJob() {
    int exitCode = launcher.execute(new GreetJob(), "--name", "x", "--registry-url", "http://r");

    assertThat(exitCode).isZero();
    assertThat(GreetJob.greeted).isEqualTo("x at http://r as lake");
  }

  @Test
  void helpListsTheJobsOwnOptionsAndTheSettingsButNoSecret() {
    assertThat(launcher.execute(new GreetJob(), "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: greet-job", "--name", "--kafka-bootstrap-servers", "--config")
        .doesNotContain("password", "api-key");
  }

  @Test
  void anUnknownOptionEndsWithUsageAndBadConfiguration() {
    assertThat(launcher.execute(new GreetJob(), "--name=x", "--nome=x"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.code());
    assertThat(err.toString()).contains("Unknown option: '--nome=x'", "Usage:");
  }

  @Test
  void aMissingOptionEndsWithUsageAndBadConfiguration() {
    assertThat(launcher.execute(new GreetJob())).isEqualTo(ExitCode.BAD_CONFIGURATION.code());
    assertThat(err.toString()).contains("Missing required option: '--name=<name>'", "Usage:");
  }

  @Test
  void aSecretIsNoOption() {
    assertThat(launcher.execute(new GreetJob(), "--name=x", "--catalog-password=secret"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.code());
    assertThat(err.toString()).contains("Unknown option: '--catalog-password");
  }

  @Test
  void aToldFailureKeepsItsCodeEvenWhenSparkWrapsIt() {
    var told = new HeadgateException(ExitCode.NOT_READY, "Cannot read X: shut. Wait.");

    assertThat(failWith(new IllegalStateException("task failed", told))).isEqualTo(3);
    assertThat(err.toString().strip()).isEqualTo("Cannot read X: shut. Wait.");
  }

  @Test
  void aRefusedConnectionMeansThatADependencyIsDown() {
    assertThat(failWith(new IllegalStateException("no answer", new ConnectException("refused"))))
        .isEqualTo(5);
    assertThat(failWith(new SQLException("gone", "08001"))).isEqualTo(5);
    assertThat(err.toString()).contains("java.net.ConnectException: refused").contains("settings");
  }

  @Test
  void anythingElseIsABugAndNeverZero() {
    assertThat(failWith(new NullPointerException("x"))).isEqualTo(1);
    assertThat(launcher.execute(new ErrorJob())).isEqualTo(1);
    assertThat(failWith(new SQLException("syntax", "42000"))).isEqualTo(1);
  }

  @Test
  void theResultsOwnCodeIsTheExitCode() {
    Job quarantined = new ResultJob(JobResult.of(ExitCode.CHECKS_FAILED));

    assertThat(launcher.execute(quarantined)).isEqualTo(4);
  }

  @Test
  void theResultRecordQuotesWhatHasSpaces() {
    assertThat(JobResult.done().with("rows", 3).with("reason", "too \"few\" rows").record())
        .isEqualTo("rows=3 reason=\"too \\\"few\\\" rows\"");
  }

  @Test
  void sigtermStopsAStreamingJobAndEndsWithZero() throws Exception {
    var job = new EndlessJob();
    var exitCode = CompletableFuture.supplyAsync(() -> launcher.execute(job));
    job.started.await();

    new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start();

    assertThat(exitCode.get(10, TimeUnit.SECONDS)).isZero();
  }

  private int failWith(Exception failure) {
    return launcher.execute(new FailJob(failure));
  }

  @Command(name = "greet-job")
  static final class GreetJob implements Job {
    static String greeted;

    @Option(names = "--name", required = true)
    String name;

    @Override
    public JobResult run(Settings settings) {
      greeted = "%s at %s as %s".formatted(name, settings.registryUrl(), settings.catalogUser());
      return JobResult.done();
    }
  }

  @Command(name = "fail-job")
  record FailJob(Exception failure) implements Job {
    @Override
    public JobResult run(Settings settings) throws Exception {
      throw failure;
    }
  }

  @Command(name = "error-job")
  record ErrorJob() implements Job {
    @Override
    public JobResult run(Settings settings) {
      throw new NoClassDefFoundError("x");
    }
  }

  @Command(name = "result-job")
  record ResultJob(JobResult result) implements Job {
    @Override
    public JobResult run(Settings settings) {
      return result;
    }
  }

  @Command(name = "endless-job")
  static final class EndlessJob implements StreamingJob {
    final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public JobResult run(Settings settings) throws InterruptedException {
      started.countDown();
      stopped.await();
      return JobResult.done();
    }

    @Override
    public void stop() {
      stopped.countDown();
    }
  }
}
