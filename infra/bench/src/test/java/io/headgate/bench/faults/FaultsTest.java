package io.headgate.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FaultsTest {
  @TempDir private static Path state;
  private static BenchStack stack;
  private static PipelineApply apply;

  @BeforeAll
  static void startStack() throws Exception {
    stack = BenchStack.start(state, System.out);
    apply = new PipelineApply(stack);
  }

  @AfterAll
  static void stopStack() throws Exception {
    if (apply != null) {
      apply.close();
    }
    stack.close();
  }

  @Test
  void storesAreRightAfterEachFaultOfTheShortMatrix() throws Exception {
    List<Scenario> scenarios = Catalogue.named(Catalogue.SHORT);

    List<Outcome> outcomes = run(scenarios);

    assertThat(outcomes).hasSameSizeAs(scenarios);
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.verdict()).isEqualTo(Outcome.PASSED));
  }

  @Test
  void faultThatDidNotComeAboutIsNoSuccess() throws Exception {
    Scenario nothing =
        Scenario.of(
            "nothing",
            "Nothing is done",
            "",
            Set.of(Job.RAW),
            run -> {
              throw new NoFaultException("nothing was done");
            });

    List<Outcome> outcomes = run(List.of(nothing));

    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.verdict()).isEqualTo("not run: nothing was done");
              assertThat(outcome.passed()).isFalse();
            });
  }

  @Test
  void storesThatLackWhatTheTopicHasAreNoSuccess() throws Exception {
    Scenario unread =
        Scenario.of(
            "unread",
            "Events come, and no job reads them",
            "",
            Set.of(Job.RAW),
            run -> {
              run.events().send(10);
              run.recovering();
              run.end();
              return "no job was started";
            });

    List<Outcome> outcomes = run(List.of(unread));

    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.verdict())
                  .startsWith("raw: missing: 9, first faults.unread-1.v1-")
                  .contains("quarantine: missing: 1, first faults.unread-1.v1-0@0");
              assertThat(outcome.passed()).isFalse();
            });
  }

  @Test
  void driverThatEndsByItselfWhereItMustLiveIsNoSuccess() throws Exception {
    Scenario ends =
        Scenario.of(
            "ends",
            "The driver is killed, and nobody starts it again",
            "The job goes on by itself.",
            Set.of(Job.RAW),
            run -> {
              run.events().send(10);
              run.drivers().start(Job.RAW).kill();
              run.recovering();
              return "killed";
            });

    List<Outcome> outcomes = run(List.of(ends));

    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.verdict())
                  .contains("raw ended by itself with exit code 137, and was to live through it");
              assertThat(outcome.passed()).isFalse();
            });
  }

  @Test
  void unknownFaultIsMistake() {
    int exitCode =
        new CommandLine(new FaultsCommand())
            .setExecutionExceptionHandler(
                (thrown, command, parsed) -> ((HeadgateException) thrown).exitCode().code())
            .execute("--only", "no-such-fault");

    assertThat(exitCode).isEqualTo(2);
  }

  private static List<Outcome> run(List<Scenario> scenarios) throws InterruptedException {
    return new FaultMatrix(stack, apply, FaultSizes.SHORT, System.out).run(scenarios, 1);
  }
}
