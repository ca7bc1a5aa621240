package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Where a record stands in Kafka, written {@code topic/partition/offset}. */
public record Position(String topic, int partition, long offset) implements Comparable<Position> {
  private static final Pattern TEXT =
      Pattern.compile("([a-zA-Z0-9._-]+)/([0-9]{1,9})/([0-9]{1,18})");
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::topic)
          .thenComparingInt(Position::partition)
          .thenComparingLong(Position::offset);

  public Position {
    requireNonNull(topic);
  }

  /**
   * Reads {@code topic/partition/offset}.
   *
   * @throws HeadgateException when the text is no position
   */
  public static Position parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    "Cannot read position '%s': it is not topic/partition/offset. Copy one from headgate dlq list."
                        .formatted(text)));
  }

  static Optional<Position> find(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new Position(
                parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
