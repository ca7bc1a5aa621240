package io.headgate.bench.prove;

import io.headgate.bench.oracle.Verdict;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headgate prove halfyear}. */
@Command(
    name = "halfyear",
    mixinStandardHelpOptions = true,
    description =
        "Load the three million recorded flights, build every level, lose a random month and"
            + " backfill it, put a bug into a rollup, find and mend it; both stores are held"
            + " against DuckDB after each.",
    footer = {"", "Exits with 4 when anything differs."})
public final class HalfYearCommand implements Callable<Integer> {
  private static final int ALL = 181;
  private static final int LEAST = 8;

  @Option(
      names = "--days",
      defaultValue = "" + ALL,
      paramLabel = "N",
      description =
          "Days of the recording, from its first on; of fewer than 92 two days are lost, not a"
              + " month (default: ${DEFAULT-VALUE}, all).")
  private int days;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Chooses the month (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description = "Folder of the stack and of the jobs' logs (default: a temporary one).")
  @Nullable
  private Path state;

  private final PrintStream out = System.out;
  private final long begun = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    if (days < LEAST || days > ALL) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot prove anything with --days %d: the recording has %d, and the checks need %d. Give a number between."
              .formatted(days, ALL, LEAST));
    }
    System.setProperty("spark.master", "local[2]");
    try (ProofStack proof = new ProofStack(state, out);
        HalfYear halfYear = new HalfYear(proof.stack(), proof.apply(), seed, this::tell)) {
      tell("seed " + seed);
      Verdict verdict = halfYear.run(days);
      if (verdict.passed()) {
        proof.proven();
        tell("PASSED: every comparison was equal");
        return 0;
      }
      tell("FAILED");
      out.println(verdict);
      return ExitCode.CHECKS_FAILED.code();
    }
  }

  private void tell(String progress) {
    Duration since = Duration.ofNanos(System.nanoTime() - begun);
    out.printf("%3d:%02d %s%n", since.toMinutes(), since.toSecondsPart(), progress);
  }
}
