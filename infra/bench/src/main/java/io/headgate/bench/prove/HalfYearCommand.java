package io.headgate.bench.prove;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private ProofRun proof = new ProofRun();

  @Override
  public Integer call() throws Exception {
    if (days < LEAST || days > ALL) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot prove anything with --days %d: the recording has %d, and the checks need %d. Give a number between."
              .formatted(days, ALL, LEAST));
    }
    return proof.run(
        "local[2]",
        "every comparison was equal",
        stack -> {
          try (HalfYear halfYear = new HalfYear(stack.stack(), stack.apply(), seed, proof::tell)) {
            proof.tell("seed " + seed);
            return halfYear.run(days);
          }
        });
  }
}
