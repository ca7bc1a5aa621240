package io.headgate.batch.reconcile;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.batch.reconcile.LedgerBatches.Place;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the topics hold now. */
final class TopicOffsets {
  private final SparkSession spark;
  private final String bootstrapServers;
  private final Delivery delivery;

  TopicOffsets(SparkSession spark, String bootstrapServers, Delivery delivery) {
    this.spark = spark;
    this.bootstrapServers = bootstrapServers;
    this.delivery = delivery;
  }

  /** The offsets that are still retained, of each partition that exists. */
  Map<Place, OffsetRange> retained(Collection<Place> places) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<Place, Long> earliest = offsets(admin, places, OffsetSpec.earliest());
      Map<Place, Long> latest = offsets(admin, places, OffsetSpec.latest());
      return places.stream()
          .collect(
              toMap(
                  place -> place,
                  place ->
                      new OffsetRange(
                          place.topic(),
                          place.partition(),
                          earliest.get(place),
                          latest.get(place))));
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    }
  }

  /** Topic, partition and offset of the records in the ranges, as the streams see them. */
  Dataset<Row> records(Collection<OffsetRange> ranges) {
    Map<String, List<Integer>> partitions = new TreeMap<>();
    ranges.stream()
        .collect(groupingBy(OffsetRange::topic))
        .forEach(
            (topic, of) -> partitions.put(topic, of.stream().map(OffsetRange::partition).toList()));
    return spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", bootstrapServers)
        .option(
            "kafka.isolation.level",
            delivery == Delivery.EXACTLY_ONCE ? "read_committed" : "read_uncommitted")
        .option("assign", Json.write(partitions))
        .option("startingOffsets", json(ranges, OffsetRange::from))
        .option("endingOffsets", json(ranges, OffsetRange::until))
        .load()
        .select(col("topic"), col("partition"), col("offset"), lit(true).as("present"));
  }

  private static String json(Collection<OffsetRange> ranges, ToLongFunction<OffsetRange> end) {
    return Json.write(
        ranges.stream()
            .collect(
                groupingBy(
                    OffsetRange::topic,
                    TreeMap::new,
                    toMap(range -> String.valueOf(range.partition()), end::applyAsLong))));
  }

  private static Map<Place, Long> offsets(Admin admin, Collection<Place> places, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(
                places.stream()
                    .collect(
                        toMap(
                            place -> new TopicPartition(place.topic(), place.partition()),
                            place -> spec)))
            .all()
            .get();
    return found.entrySet().stream()
        .collect(
            toMap(
                entry -> new Place(entry.getKey().topic(), entry.getKey().partition()),
                entry -> entry.getValue().offset()));
  }

  private HeadgateException failed(Throwable cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot ask the brokers at %s for offsets: %s. Start them, or correct kafka.bootstrap-servers."
            .formatted(bootstrapServers, cause.getMessage()),
        cause);
  }
}
