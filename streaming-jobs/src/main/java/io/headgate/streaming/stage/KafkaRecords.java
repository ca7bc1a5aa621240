package io.headgate.streaming.stage;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The records of a pipeline's topics, as Spark's Kafka source yields them. */
public final class KafkaRecords {
  /** Spark's word for the earliest record, in an offset's place. */
  private static final long EARLIEST = -2;

  private final String bootstrapServers;
  private final PipelineContract contract;
  private final long maxOffsetsPerTrigger;

  public KafkaRecords(
      String bootstrapServers, PipelineContract contract, long maxOffsetsPerTrigger) {
    this.bootstrapServers = bootstrapServers;
    this.contract = contract;
    this.maxOffsetsPerTrigger = maxOffsetsPerTrigger;
  }

  /**
   * An endless stream.
   *
   * @param startingOffsets {@code earliest} or offsets per partition as Spark's JSON; counts only
   *     while the checkpoint is new
   * @param groupPrefix consumer group prefix, so that brokers show who reads
   */
  public Dataset<Row> stream(SparkSession session, String startingOffsets, String groupPrefix) {
    return session
        .readStream()
        .format("kafka")
        .options(common())
        .option("subscribe", topics())
        .option("startingOffsets", startingOffsets)
        .option("maxOffsetsPerTrigger", maxOffsetsPerTrigger)
        .option("groupIdPrefix", groupPrefix)
        .load();
  }

  /** Exactly the given ranges, once. */
  public Dataset<Row> read(SparkSession session, List<OffsetRange> ranges) {
    Map<String, List<Integer>> partitions =
        ranges.stream()
            .collect(
                groupingBy(
                    OffsetRange::topic, TreeMap::new, mapping(OffsetRange::partition, toList())));
    return session
        .read()
        .format("kafka")
        .options(common())
        .option("assign", Json.write(partitions))
        .option("startingOffsets", offsets(ranges, OffsetRange::from))
        .option("endingOffsets", offsets(ranges, OffsetRange::until))
        .load();
  }

  /**
   * Starting offsets behind the given ranges. Spark wants every partition named, so those that the
   * ranges do not have begin at the earliest record.
   */
  public String startingBehind(List<OffsetRange> ranges) {
    Map<String, Map<String, Long>> starts = new TreeMap<>();
    for (TopicPartition partition :
        TopicPartitions.ofSources(bootstrapServers, contract.sources())) {
      starts
          .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
          .put(String.valueOf(partition.partition()), EARLIEST);
    }
    for (OffsetRange range : ranges) {
      starts.get(range.topic()).put(String.valueOf(range.partition()), range.until());
    }
    return Json.write(starts);
  }

  /** Offsets in the form that Spark's Kafka source takes. */
  private static String offsets(List<OffsetRange> ranges, ToLongFunction<OffsetRange> end) {
    return Json.write(
        ranges.stream()
            .collect(
                groupingBy(
                    OffsetRange::topic,
                    TreeMap::new,
                    toMap(range -> String.valueOf(range.partition()), end::applyAsLong))));
  }

  private String topics() {
    return contract.sources().stream().map(Source::topic).collect(joining(","));
  }

  private Map<String, String> common() {
    return Map.of(
        "kafka.bootstrap.servers",
        bootstrapServers,
        "kafka.isolation.level",
        contract.delivery() == Delivery.EXACTLY_ONCE ? "read_committed" : "read_uncommitted",
        // Loss is told, never skipped.
        "failOnDataLoss",
        "true",
        // The client's defaults fetch a megabyte and 500 records at a time.
        "kafka.max.partition.fetch.bytes",
        String.valueOf(8 * 1024 * 1024),
        "kafka.max.poll.records",
        "20000");
  }
}
