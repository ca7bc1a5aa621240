package io.headgate.bench.batch;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;

import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Z-order of a bin-packed partition, both by the job that users run, and the files that queries on
 * two dimensions read before and after, as Iceberg plans them.
 */
final class ClusteringBench {
  private static final int FILES = 192;
  private static final int LEAST_FILES = 64;
  private static final int QUERIES = 50;
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

  private final LevelsLake lake;
  private final BenchStack stack;
  private final Duration patience;
  private final Consumer<String> tell;

  ClusteringBench(LevelsLake lake, BenchStack stack, Duration patience, Consumer<String> tell) {
    this.lake = lake;
    this.stack = stack;
    this.patience = patience;
    this.tell = tell;
  }

  Goal run(long events, long seed) throws Exception {
    List<Expression> queries = queries(seed);
    // The job treats the whole table, and the other parts are over.
    lake.empty();
    lake.fillHourAtRandom(START, events);
    long bytes = lake.spark().sql(partition("sum(file_size_in_bytes)")).first().getLong(0);
    // A small partition stands for a large one: the files are as many, only smaller.
    lake.spark()
        .sql(
            "ALTER TABLE lake.%s SET TBLPROPERTIES ('write.target-file-size-bytes' = '%d')"
                .formatted(LevelsLake.RAW, bytes / FILES));
    compact("bin-pack");
    long packed = files();
    if (packed < LEAST_FILES) {
      throw new HeadgateException(
          ExitCode.BUG, "Cannot measure Z-order: bin-pack left only %d files".formatted(packed));
    }
    Read before = read(queries);
    compact("z-order");
    Read after = read(queries);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("files, bin-packed and Z-ordered", packed + " and " + files());
    figures.put("queries with two dimensions, fixed before", QUERIES);
    figures.put("files read per query before", before);
    figures.put("files read per query after", after);
    return Goal.atLeast(
        "Z-order: fewer files read by queries with two dimensions, times",
        before.perQuery() / after.perQuery(),
        5,
        figures);
  }

  private static List<Expression> queries(long seed) {
    Random dice = new Random(seed);
    List<Expression> queries = new ArrayList<>();
    int date = (int) LocalDate.ofInstant(START, ZoneOffset.UTC).toEpochDay();
    for (int i = 0; i < QUERIES; i++) {
      queries.add(
          and(
              equal("event_date", date),
              equal("site", String.format(Locale.ROOT, "shop-%06d", dice.nextInt(1000))),
              equal("country", String.format(Locale.ROOT, "C%03d", dice.nextInt(200)))));
    }
    return queries;
  }

  private void compact(String strategy) throws IOException, InterruptedException {
    tell.accept("compact-files --strategy " + strategy);
    try (JobProcess job =
        stack.submit(
            "compact-" + strategy,
            List.of("--driver-memory", "2g", "--class", "io.headgate.compaction.CompactFilesJob"),
            stack.layout().jar("compaction"),
            Map.of(),
            List.of(
                "--pipeline",
                LevelsLake.PIPELINE,
                "--dataset",
                LevelsLake.RAW,
                "--strategy",
                strategy,
                "--older-than",
                "PT0S"))) {
      if (job.awaitEnd(patience) != 0) {
        throw new HeadgateException(
            ExitCode.BUG, "Cannot measure Z-order: %s failed%n%s".formatted(strategy, job.tail()));
      }
    }
  }

  private long files() {
    return lake.spark().sql(partition("count(*)")).first().getLong(0);
  }

  private static String partition(String what) {
    return "SELECT %s FROM lake.%s.files WHERE partition.event_date = DATE '%s'"
        .formatted(what, LevelsLake.RAW, LocalDate.ofInstant(START, ZoneOffset.UTC));
  }

  /**
   * Files that queries read.
   *
   * @param perQuery on average
   */
  private record Read(double perQuery, long most) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f on average, at most %d", perQuery, most);
    }
  }

  private Read read(List<Expression> queries) throws SQLException, IOException {
    long sum = 0;
    long most = 0;
    try (Connection catalog = stack.catalog()) {
      Table table = LakeFiles.table(catalog, LevelsLake.RAW);
      for (Expression query : queries) {
        long read = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(query).planFiles()) {
          for (FileScanTask task : tasks) {
            read += task.start() == 0 ? 1 : 0;
          }
        }
        sum += read;
        most = Math.max(most, read);
      }
    }
    return new Read((double) sum / queries.size(), most);
  }
}
