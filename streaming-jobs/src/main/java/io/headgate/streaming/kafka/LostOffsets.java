package io.headgate.streaming.kafka;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka has lost of the offsets that a query is to read. A query never steps over a loss: it
 * ends and says what is lost, unless a person has accepted just that.
 */
public final class LostOffsets {
  private final String query;
  private final String pipeline;

  public LostOffsets(String query, String pipeline) {
    this.query = query;
    this.pipeline = pipeline;
  }

  /**
   * Fails when a topic is not the one that was read before.
   *
   * @param known the ids of the topics as they were when they were first read
   * @param now their ids now; a topic that is gone is not there
   * @param next the offset that is to be read next, per partition
   */
  public void refuseOtherTopics(
      NavigableMap<String, String> known,
      NavigableMap<String, String> now,
      Map<TopicPartition, Long> next) {
    List<String> others =
        known.entrySet().stream()
            .filter(topic -> !topic.getValue().equals(now.get(topic.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    if (!others.isEmpty()) {
      String lost =
          next.entrySet().stream()
              .filter(entry -> others.contains(entry.getKey().topic()))
              .map(entry -> at(entry.getKey()) + " from offset " + entry.getValue() + " on")
              .sorted()
              .collect(joining(", "));
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot run %s: topic %s was deleted%s, and what the old one had and was not read is lost: %s. Give the new topic another name in the contract, for example a new version, and apply it: its offsets would be taken for those of the old one."
              .formatted(
                  query,
                  String.join(", ", others),
                  now.keySet().containsAll(others) ? " and made anew" : "",
                  lost.isEmpty() ? "all" : lost));
    }
  }

  /**
   * Fails when the checkpoint goes on somewhere else than where the table ends.
   *
   * @param inTable the offset behind the last one that the table has read, per partition
   * @param ranges what the checkpoint reads next
   * @param accepted losses that a person accepted
   */
  public void refuseJumps(
      Map<TopicPartition, Long> inTable,
      List<OffsetRange> ranges,
      Collection<OffsetRange> accepted) {
    for (OffsetRange range : ranges) {
      Long ended = inTable.get(partition(range));
      if (range.until() < range.from()) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot run %s: %s was read up to offset %d, and the brokers have it only up to %d. They have lost records that were read, by an unclean election of a leader; what producers send next would get offsets that are taken. Move the pipeline to a new topic."
                .formatted(query, at(partition(range)), range.from(), range.until()));
      }
      if (ended != null
          && ended < range.from()
          && !covers(
              accepted, new OffsetRange(range.topic(), range.partition(), ended, range.from()))) {
        throw new HeadgateException(
            ExitCode.CHECKS_FAILED,
            "Cannot run %s: the table has read %s up to offset %d, and the checkpoint goes on at %d. Remove the checkpoint folder, and the query goes on from the table."
                .formatted(query, at(partition(range)), ended, range.from()));
      }
    }
  }

  /**
   * The ranges without what has aged out.
   *
   * @param beginnings the first offset that each partition still has
   * @param accepted losses that a person accepted
   * @throws HeadgateException when an offset is lost and nobody accepted it
   */
  public List<OffsetRange> readable(
      List<OffsetRange> ranges,
      Map<TopicPartition, Long> beginnings,
      Collection<OffsetRange> accepted) {
    List<OffsetRange> readable = new ArrayList<>();
    List<OffsetRange> lost = new ArrayList<>();
    for (OffsetRange range : ranges) {
      long beginning = beginnings.getOrDefault(partition(range), range.from());
      if (beginning <= range.from()) {
        readable.add(range);
      } else {
        readable.add(within(range, beginning));
        OffsetRange gone =
            new OffsetRange(range.topic(), range.partition(), range.from(), beginning);
        if (!covers(accepted, gone)) {
          lost.add(gone);
        }
      }
    }
    if (!lost.isEmpty()) {
      throw agedOut(lost);
    }
    return readable;
  }

  /** Whether there is anything to accept, so that the accepted losses need to be known. */
  public static boolean isComplete(List<OffsetRange> ranges, Map<TopicPartition, Long> beginnings) {
    return ranges.stream()
        .allMatch(range -> beginnings.getOrDefault(partition(range), range.from()) <= range.from());
  }

  private HeadgateException agedOut(List<OffsetRange> lost) {
    return new HeadgateException(
        ExitCode.CHECKS_FAILED,
        "Cannot run %s: the brokers have deleted records that were not read: %s. Restore them, or accept the loss: headgate gaps accept --pipeline %s with topic, partition, from and until as they stand here (or POST /v1/gaps), and start the query again; it goes on behind the gap."
            .formatted(
                query,
                lost.stream()
                    .map(
                        gap ->
                            "%s offsets [%d, %d)"
                                .formatted(at(partition(gap)), gap.from(), gap.until()))
                    .collect(joining(", ")),
                pipeline));
  }

  private static OffsetRange within(OffsetRange range, long beginning) {
    return new OffsetRange(
        range.topic(), range.partition(), Math.min(beginning, range.until()), range.until());
  }

  /** Several gaps may cover a loss together. */
  private static boolean covers(Collection<OffsetRange> accepted, OffsetRange gone) {
    long covered = gone.from();
    boolean moved = true;
    while (moved && covered < gone.until()) {
      moved = false;
      for (OffsetRange gap : accepted) {
        if (gap.topic().equals(gone.topic())
            && gap.partition() == gone.partition()
            && gap.from() <= covered
            && gap.until() > covered) {
          covered = gap.until();
          moved = true;
        }
      }
    }
    return covered >= gone.until();
  }

  private static TopicPartition partition(OffsetRange range) {
    return new TopicPartition(range.topic(), range.partition());
  }

  private static String at(TopicPartition partition) {
    return "%s partition %d".formatted(partition.topic(), partition.partition());
  }
}
