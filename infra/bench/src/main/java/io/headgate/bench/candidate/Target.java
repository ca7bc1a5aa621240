package io.headgate.bench.candidate;

import io.headgate.bench.stack.BenchPipeline;
import io.headgate.bench.stack.BenchStack;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What one run of a candidate works on: a pipeline of its own, applied and empty.
 *
 * @param run name of the run, unique
 * @param schema Avro schema of the events
 * @param folder for what the run writes besides tables; empty
 * @param ends where the topic ends
 * @param recordsPerBatch most records in one micro-batch, for candidates that must be told
 */
public record Target(
    BenchStack stack,
    String run,
    BenchPipeline pipeline,
    String schema,
    Path folder,
    Map<TopicPartition, Long> ends,
    JvmOptions jvm,
    long recordsPerBatch) {
  public Target {
    ends = Map.copyOf(ends);
  }

  /** Folder of Spark's checkpoints. */
  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }
}
