package io.headgate.bench.prove;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate prove together}. */
@Command(
    name = "together",
    mixinStandardHelpOptions = true,
    description =
        "Live streams, rollups, corrections, a backfill and compaction at the same time, and"
            + " readers that ask ClickHouse, Iceberg and Trino all the while.",
    footer = {
      "",
      "Exits with 4 when a reader saw half a partition, a double or an error, a job failed for"
          + " good, or the stores differ from the topic in the end."
    })
public final class TogetherCommand implements Callable<Integer> {
  private static final long LEAST_READS_PER_MINUTE = 50;

  @Option(
      names = "--minutes",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "How long all of it runs; longer where no job of some kind got through (default:"
              + " ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the events (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ProofRun proof = new ProofRun();

  @Override
  public Integer call() throws Exception {
    if (minutes < 1) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot prove anything in %d minutes. Give --minutes 1 or more.".formatted(minutes));
    }
    return proof.run(
        "local[1]",
        "nothing lost, nothing doubled, no error, no half partition",
        stack ->
            new Together(
                    stack.stack(),
                    stack.apply(),
                    seed,
                    LEAST_READS_PER_MINUTE * minutes,
                    proof::tell)
                .run(Duration.ofMinutes(minutes)));
  }
}
