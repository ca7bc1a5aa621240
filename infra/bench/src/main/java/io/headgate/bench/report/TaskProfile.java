package io.headgate.bench.report;

import io.headgate.bench.drain.RunFigures;
import io.headgate.local.demo.QueryResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What Spark's tasks do, by the samples of a flight recording: each counts for the innermost frame
 * that belongs to an area. Compression is native code, which is not sampled.
 */
public final class TaskProfile {
  private static final String TASKS = "Executor task launch";
  private static final String OURS = "io.headgate.";
  private static final String REST = "rest";

  /** Beginnings of class names, the first that fits. */
  private static final Map<String, String> AREAS = areas();

  private final Map<String, Integer> samples = new HashMap<>();

  private TaskProfile() {}

  private static Map<String, String> areas() {
    Map<String, String> areas = new LinkedHashMap<>();
    areas.put("org.apache.kafka.", "Kafka consumer");
    areas.put("org.apache.spark.sql.kafka010.", "Spark's Kafka source");
    areas.put("org.apache.avro.", "Avro");
    areas.put("org.apache.spark.sql.avro.", "Spark's from_avro");
    areas.put("org.apache.iceberg.shaded.org.apache.parquet.", "Parquet");
    areas.put("org.apache.parquet.", "Parquet");
    areas.put("org.apache.iceberg.", "Iceberg's writer");
    areas.put("org.rocksdb.", "state");
    areas.put("org.apache.spark.sql.execution.streaming.", "state");
    areas.put("com.clickhouse.", "ClickHouse client");
    areas.put("org.apache.spark.sql.catalyst.expressions.GeneratedClass", "generated code");
    areas.put("org.apache.spark.", "Spark");
    return areas;
  }

  /** Reads one recording. */
  public static TaskProfile of(Path recording) throws IOException {
    TaskProfile profile = new TaskProfile();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && isTask(event)) {
          profile.samples.merge(area(event), 1, Integer::sum);
        }
      }
    }
    return profile;
  }

  private static boolean isTask(RecordedEvent event) {
    RecordedThread thread = event.getThread("sampledThread");
    return thread != null
        && thread.getJavaName() != null
        && thread.getJavaName().startsWith(TASKS)
        && event.getStackTrace() != null;
  }

  private static String area(RecordedEvent event) {
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (type.startsWith(OURS)) {
        return type.substring(OURS.length(), type.lastIndexOf('.'));
      }
      for (Map.Entry<String, String> area : AREAS.entrySet()) {
        if (type.startsWith(area.getKey())) {
          return area.getValue();
        }
      }
    }
    return REST;
  }

  /** Shares by area as a table, the largest first. */
  public String table(RunFigures run) {
    int all = samples.values().stream().mapToInt(Integer::intValue).sum();
    List<List<String>> rows = new ArrayList<>();
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            area ->
                rows.add(
                    List.of(
                        run.candidate(),
                        Integer.toString(run.keys()),
                        area.getKey(),
                        DrainTable.number(100.0 * area.getValue() / all, 1))));
    return new QueryResult(List.of("candidate", "keys", "area", "%_of_samples"), rows).table();
  }
}
