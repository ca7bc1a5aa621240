package io.headgate.bench.prove;

import io.headgate.bench.oracle.Verdict;
import io.headgate.platform.job.ExitCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** How a proof is run and told, as a mixin of its options. */
final class ProofRun {
  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description = "Folder of the stack and of the jobs' logs (default: a temporary one).")
  @Nullable
  private Path state;

  private final PrintStream out = System.out;
  private final long begun = System.nanoTime();

  /** What is done on a stack. */
  @FunctionalInterface
  interface Story {
    Verdict run(ProofStack proof) throws Exception;
  }

  /**
   * Runs it on a stack of its own.
   *
   * @param sparkMaster of this process, for example {@code local[2]}
   * @param proven what is shown when nothing differs
   * @return the exit code
   */
  int run(String sparkMaster, String proven, Story story) throws Exception {
    System.setProperty("spark.master", sparkMaster);
    try (ProofStack proof = new ProofStack(state, out)) {
      Verdict verdict = story.run(proof);
      if (verdict.passed()) {
        proof.proven();
        tell("PASSED: " + proven);
        return 0;
      }
      tell("FAILED");
      out.println(verdict);
      return ExitCode.CHECKS_FAILED.code();
    }
  }

  /** Says how far it has come, with the time since the beginning. */
  void tell(String progress) {
    Duration since = Duration.ofNanos(System.nanoTime() - begun);
    out.printf("%3d:%02d %s%n", since.toMinutes(), since.toSecondsPart(), progress);
  }
}
