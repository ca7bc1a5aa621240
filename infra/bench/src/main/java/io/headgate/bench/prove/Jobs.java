package io.headgate.bench.prove;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Submits the jobs of one pipeline to Spark, as README says.
 *
 * @param heap of each
 * @param patience with each
 */
record Jobs(BenchStack stack, String pipeline, String heap, Duration patience) {
  /** Starts a job. */
  JobProcess start(String module, String main, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("--pipeline", pipeline));
    words.addAll(List.of(arguments));
    return stack.submit(
        main.substring(main.lastIndexOf('.') + 1),
        List.of("--driver-memory", heap, "--class", main),
        stack.layout().jar(module),
        environment,
        words);
  }

  /**
   * Runs a job to its end.
   *
   * @throws HeadgateException when it ends otherwise than expected
   */
  void run(ExitCode expected, String module, String main, String... arguments)
      throws IOException, InterruptedException {
    try (JobProcess job = start(module, main, Map.of(), arguments)) {
      int code = job.awaitEnd(patience);
      if (code != expected.code()) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot go on: %s ended with exit code %d and not with %d. Its log %s ends so:%n%s"
                .formatted(main, code, expected.code(), job.log(), job.tail()));
      }
    }
  }

  /** The rollups of one grain for whole days, by one job. */
  void rollup(ExitCode expected, String grain, Days days) throws IOException, InterruptedException {
    run(
        expected,
        "batch-jobs",
        "io.headgate.batch.RollupJob",
        "--grain",
        grain,
        "--window-start",
        days.start().toString(),
        "--window-end",
        days.end().toString());
  }

  /** Raw from Kafka for whole days. */
  void restoreRaw(Days days) throws IOException, InterruptedException {
    run(ExitCode.DONE, "streaming-jobs", "io.headgate.streaming.RestoreRawJob", days.options());
  }

  /** Everything from raw for whole days. */
  void backfill(Days days) throws IOException, InterruptedException {
    run(ExitCode.DONE, "batch-jobs", "io.headgate.batch.BackfillJob", days.options());
  }

  /**
   * Some whole days in UTC.
   *
   * @param first the first
   * @param last the last, inclusive
   */
  record Days(LocalDate first, LocalDate last) {
    Instant start() {
      return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Exclusive. */
    Instant end() {
      return last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private String[] options() {
      return new String[] {"--date", first.toString(), "--to", last.toString()};
    }

    /** The same days in parts of at most so many. */
    List<Days> parts(int days) {
      List<Days> parts = new ArrayList<>();
      for (LocalDate from = first; !from.isAfter(last); from = from.plusDays(days)) {
        LocalDate to = from.plusDays(days - 1L);
        parts.add(new Days(from, to.isAfter(last) ? last : to));
      }
      return parts;
    }

    @Override
    public String toString() {
      return first + " to " + last;
    }
  }
}
