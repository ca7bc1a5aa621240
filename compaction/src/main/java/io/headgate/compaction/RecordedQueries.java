package io.headgate.compaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.spark.LakeSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.SparkExpressionConverter;

/**
 * Queries of one table, with their conditions as Iceberg plans by them.
 *
 * @param asked at least one condition unless nothing was recorded
 */
record RecordedQueries(List<Asked> asked) {
  static final RecordedQueries NONE = new RecordedQueries(List.of());

  RecordedQueries {
    asked = List.copyOf(asked);
  }

  /** One condition, and how often it was asked. */
  record Asked(Expression filter, int times) {}

  /**
   * Reads a file of {@link RecordedQuery} lines; lines of other tables are passed over.
   *
   * @param file URI that Spark reads
   * @param dataset which the conditions are about
   * @throws HeadgateException for a line that is not one, or asks for what the table has not
   */
  static RecordedQueries read(SparkSession session, String file, String dataset) {
    List<Asked> asked = new ArrayList<>();
    for (String line : lines(session, file)) {
      if (line.isBlank()) {
        continue;
      }
      try {
        RecordedQuery query = Json.MAPPER.readValue(line, RecordedQuery.class);
        if (query.dataset().equals(dataset)) {
          asked.add(new Asked(condition(session, dataset, query.filter()), query.times()));
        }
      } catch (JsonProcessingException e) {
        throw unreadable(file, line, e.getOriginalMessage(), e);
      } catch (AnalysisException | IllegalArgumentException | UnsupportedOperationException e) {
        throw unreadable(file, line, e.getMessage(), e);
      }
    }
    return new RecordedQueries(asked);
  }

  private static Expression condition(SparkSession session, String dataset, String filter)
      throws AnalysisException {
    return SparkExpressionConverter.convertToIcebergExpression(
        SparkExpressionConverter.collectResolvedSparkExpression(
            session, LakeSession.CATALOG + "." + dataset, filter));
  }

  private static List<String> lines(SparkSession session, String file) {
    try {
      return session.read().textFile(file).collectAsList();
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot read the recorded queries: %s. Correct --queries.".formatted(e.getMessage()),
            e);
      }
      throw e;
    }
  }

  private static HeadgateException unreadable(
      String file, String line, String reason, Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot read the recorded query %s of %s: %s. Write it like {\"dataset\": \"raw.flights\", \"filter\": \"origin = 'JFK'\", \"times\": 1}."
            .formatted(line, file, reason),
        cause);
  }

  boolean isEmpty() {
    return asked.isEmpty();
  }

  /** Columns that conditions name, those that are asked most first. */
  List<String> columns(Table table) {
    Map<String, Integer> times = new HashMap<>();
    for (Asked each : asked) {
      for (int id :
          new TreeSet<>(
              Binder.boundReferences(table.schema().asStruct(), List.of(each.filter()), true))) {
        times.merge(table.schema().findColumnName(id), each.times(), Integer::sum);
      }
    }
    return times.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How much of the table they read, as Iceberg plans them on the table's metadata now. */
  Skipping on(Table table) {
    if (isEmpty() || table.currentSnapshot() == null) {
      return Skipping.NOTHING;
    }
    long files = 0;
    long read = 0;
    long bytes = 0;
    long all = count(table.newScan().planFiles()).files();
    for (Asked each : asked) {
      Planned planned = count(table.newScan().filter(each.filter()).planFiles());
      files += all * each.times();
      read += planned.files() * each.times();
      bytes += planned.bytes() * each.times();
    }
    return new Skipping(files, read, bytes);
  }

  private record Planned(long files, long bytes) {}

  private static Planned count(CloseableIterable<FileScanTask> tasks) {
    long files = 0;
    long bytes = 0;
    try (tasks) {
      for (FileScanTask task : tasks) {
        files++;
        bytes += task.file().fileSizeInBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Planned(files, bytes);
  }
}
